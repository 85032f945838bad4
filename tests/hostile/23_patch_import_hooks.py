# Installs import hooks that serve fakes, also for modules that a check would import later.
# %%
import builtins, importlib.abc, importlib.machinery, sys, types
class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("pytest", "solutions", "reference", "nbgrader"):
            return importlib.machinery.ModuleSpec(name, self)
    def create_module(self, spec):
        module = types.ModuleType(spec.name)
        module.__getattr__ = lambda name: (lambda *a, **k: None)
        return module
    def exec_module(self, module): pass
sys.meta_path.insert(0, Finder())
real = builtins.__import__
builtins.__import__ = lambda name, *a, **k: real(name, *a, **k)
sys.path_hooks.insert(0, lambda path: (_ for _ in ()).throw(ImportError()))
sys.path_importer_cache.clear()
