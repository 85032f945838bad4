# Writes markdown with raw HTML, active links in every disguise, and links that break out of titles.
# %% [markdown]
# <script>alert(1)</script> <img src=x onerror=alert(1)> <svg/onload=alert(1)> <details open ontoggle=alert(1)>
#
# [a](javascript:alert(1)) [b](java&#115;cript:alert(1)) [c](javascript&colon;alert(1)) [d](&#1;javascript:alert(1))
# [e](JaVaScRiPt:alert(1)) [f](data:text/html;base64,PHNjcmlwdD4=) [g](vbscript:x) [h](<javascript:alert(1)>)
# [i](java%0ascript:alert(1)) [j]: javascript:alert(1) "x" [k](http://x" onmouseover="alert(1)) ![l](x" onerror="alert(1))
# <javascript:alert(1)> <http://x/"onmouseover=alert(1)> [m](javascript&amp;colon;alert(1)) [n](jav&#x09;ascript:alert(1))
#
# [j]
#
# [o](http://x "a $\\text{" onmouseover=alert(1) x="}$") ![p](http://x "$<img src=x onerror=alert(1)>$")
#
# <style>.total{display:none}</style> <!-- --!><img src=x onerror=alert(1)> -->
#
# ```html
# </code></pre><script>alert(1)</script>
# ```
# `</code><img src=x onerror=alert(1)>` | <b onclick=alert(1)>x</b>
