# Hands in modules that shadow numpy, torch and pytest, and a conftest, beside the notebook.
# %% file numpy.py
open("/tmp/hostile-mark-numpy", "w").write("shadowed")
# %% file torch/__init__.py
open("/tmp/hostile-mark-torch", "w").write("shadowed")
# %% file conftest.py
open("/tmp/hostile-mark-conftest", "w").write("shadowed")
# %% file sitecustomize.py
open("/tmp/hostile-mark-site", "w").write("shadowed")
# %% file nbgrader_config.py
c.Autograde.exporter_class = "nbconvert.exporters.notebook.NotebookExporter"
