# Shows HTML that grows without bounds when it is cleaned as HTML5 asks, and nests without end.
# %%
from IPython.display import HTML, display
display(HTML("".join(f"<b a={i}>" for i in range(12000)) + "<p>x" * 30000))
# %%
display(HTML("<div>" * 200_000))
# %%
display(HTML("<table>" * 5000 + "<a href=x>" * 60 + "<p>y" * 4000))
# %%
display(HTML("<!--" * 50_000 + "<![CDATA[" * 10_000 + "&" * 100_000))
# %%
print("\x1b[" * 500_000)
# %%
print("\x1b]" * 500_000)
