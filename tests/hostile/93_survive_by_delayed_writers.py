# Leaves children that write to shared places after the grader has finished.
# %%
import os, time
for place in ("/tmp", "/dev/shm", "/var/tmp", os.path.expanduser("~")):
    if os.fork() == 0:
        os.setsid()
        for n in range(100):
            try:
                open(f"{place}/hostile-mark-{n}", "w").write("late")
            except OSError:
                pass
            time.sleep(0.1)
        os._exit(0)
