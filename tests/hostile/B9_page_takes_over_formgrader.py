# Heads its text with the names of formgrader's own fields, and links to what formgrader does on a click.
# %% [markdown]
# # check-risks
#
# check-sample_risk
# ===
#
# > ## minima-differ
# > minima-differ-comment
# > ---
#
# - # notebook
#
# # risks-comment
#
# # sample_risk comment
#
# [see my plot](/formgrader/?path=work/submitted/x/risk) [or here](../../?path=work/submitted/x/risk) <http://localhost:8888/formgrader/?path=work>
# http://127.0.0.1:8888/formgrader/?path=work/submitted/x/risk [ref]
#
# [ref]: /formgrader/submissions/1/next
# %% file nbgrader_config.py
open("/tmp/hostile-mark-config", "w").close()
# %%
from IPython.display import HTML, display
display(HTML("<a href='/formgrader/?path=work/submitted/x/risk'>plot</a> <a href='?path=work'>x</a> <a href='#check-risks'>y</a>"
             "<h1 id=check-risks>z</h1><input id=check-risks class=score><a href='http://localhost:8888/formgrader/?path=work'>w</a>"))
