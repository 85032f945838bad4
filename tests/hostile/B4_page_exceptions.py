# Raises exceptions whose class, message, notes and traceback hold markup and terminal codes.
# %% risks
class Script(Exception): pass
Script.__name__ = Script.__qualname__ = "<script>alert(1)</script>"
def f(x):
    raise Script("<img src=x onerror=alert(1)> \x1b[31m \x1b]8;;javascript:alert(1)\x07x\x1b]8;;\x07 $\\href{javascript:alert(1)}{x}$")
def g(x):
    raise NotImplementedError("<svg onload=alert(1)>")
f.__name__ = g.__name__ = "<img src=x onerror=alert(1)>"
# %%
error = Script("</pre></div><script>alert(1)</script>")
error.add_note("<script>alert(1)</script>")
raise error
# %%
exec(compile("raise ValueError('<script>alert(1)</script>')", "<script>alert(1)</script>", "exec"))
# %%
import sys
print("<script>alert(1)</script></pre><img src=x onerror=alert(1)>")
print("<script>alert(1)</script>", file=sys.stderr)
# %%
'</script><script>alert(1)</script>' "</pre><svg onload=alert(1)>"  # </code><script>alert(1)</script>
