# Hides links, styles, classes and markup in formulas, for MathJax and for the MathML converter.
# %% [markdown]
# $\\href{javascript:alert(1)}{x}$ $\\style{position:fixed;inset:0}{x}$ $\\class{total}{14}$ $\\cssId{x}{y}$
# $\\text{<img src=x onerror=alert(1)>}$ $\\unicode{x3c}script\\unicode{x3e}$ $\\require{html}$ $</math><script>alert(1)</script>$
# $$\\begin{array}{c}<svg onload=alert(1)>\\end{array}$$ $\\mathchoice{<a href=javascript:alert(1)>}{}{}{}$
# $\\definecolor{x}{rgb}{0,0,0}\\color{red;background:url(//evil)}x$ $\\includegraphics{//evil}$ $\\def\\x{\\x\\x}\\x$
# $\\verb|<script>|$ $\\mbox{" onmouseover="alert(1)}$ $<mtext onclick=alert(1)>$ $\\newcommand{\\a}{\\a\\a}\\a$
# %%
from IPython.display import Latex, Math, display
display(Math("\\href{javascript:alert(1)}{x}"), Latex("$\\style{display:none}{x}$"))
print("$\\href{javascript:alert(1)}{x}$ \\(\\href{javascript:alert(1)}{x}\\)")
