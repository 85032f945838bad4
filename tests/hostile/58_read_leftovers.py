# Looks for what the submission before left in /tmp, /dev/shm, home and history; leaves its own.
# %%
import glob, os
left = [p for p in glob.glob("/tmp/**", recursive=True) + glob.glob("/dev/shm/**", recursive=True)
        + glob.glob(os.path.expanduser("~/.*")) if os.path.isfile(p)]
print("left by others:", left)
print(get_ipython().history_manager.get_tail(10) if get_ipython().history_manager else None)
for place in ["/tmp/hostile-mark-left", "/dev/shm/hostile-mark-left", os.path.expanduser("~/hostile-mark-left")]:
    open(place, "w").write("for the next one")
assert left == [], left
