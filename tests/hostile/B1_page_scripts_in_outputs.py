# Shows scripts, frames, handlers, styles and SVG as rich output of every kind.
# %%
from IPython.display import HTML, SVG, Javascript, IFrame, Latex, Markdown, display
display(HTML("""<script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)><script>alert(2)</script></svg>
<iframe srcdoc='<script>alert(1)</script>'></iframe><object data='javascript:alert(1)'></object><embed src='data:text/html,x'>
<a href='javascript:alert(1)'>x</a><a href=' \tjava\nscript:alert(1)'>y</a><a href='data:text/html;base64,PHNjcmlwdD4='>z</a>
<form action='javascript:alert(1)'><input autofocus onfocus=alert(1)><button formaction='javascript:alert(1)'>b</button></form>
<details open ontoggle=alert(1)><video><source onerror=alert(1)></video><body onload=alert(1)><base href='//evil/'>
<meta http-equiv=refresh content='0;url=javascript:alert(1)'><link rel=stylesheet href='//evil/x.css'>
<style>.total,header{display:none} @import '//evil/x.css'</style><div style='position:fixed;inset:0;background:url(//evil)'>14 of 14</div>
<table background='javascript:alert(1)'><td background=x style='x:expression(alert(1))'>1</table><div id=total class=total name=x>14</div>"""))
display(SVG("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>"))
display(Javascript("alert(1)"), IFrame("javascript:alert(1)", 9, 9), Latex("\\href{javascript:alert(1)}{x}"), Markdown("<img onerror=alert(1) src=x>"))
display({"application/javascript": "alert(1)", "text/html": "<img src=x onerror=alert(1)>", "image/svg+xml": "<svg onload=alert(1)>",
         "application/vnd.jupyter.widget-view+json": {"model_id": "x"}, "text/vnd.mermaid": "x", "text/plain": "<script>alert(1)</script>"}, raw=True)
