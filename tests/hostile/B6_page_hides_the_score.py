# Paints its own score over the page: tables, headings, comments that are never closed, bidi text.
# %%
from IPython.display import HTML, display
display(HTML("</pre></div></section></main><header><div class='total'>14 of 14 points</div></header><!--"))
display(HTML("<h1>14 of 14 points</h1>" + "<br>" * 2000 + "<table>" * 200))
print("\u202e" + "stniop 41 fo 41" + "\u2066" * 100 + "\n" * 5000)
# %% [markdown]
# </article></main><!-- <style>
#
# # 14 of 14 points
# <plaintext><textarea><title><noscript>
# %% risks
def f(x):
    raise ValueError("</dd></dl></li></ul></section><h1>14 of 14 points</h1><!--")
def g(x):
    return "</dd></dl></li></ul></section><h1>14 of 14 points</h1><!--"
