# Leaves daemons: double forks, new sessions, reparented, under another name.
# %%
import ctypes, os, time
def daemon():
    if os.fork():
        os.wait()
        return
    os.setsid()
    if os.fork():
        os._exit(0)
    os.chdir("/")
    os.closerange(0, 256)
    ctypes.CDLL(None).prctl(15, b"hostile-mark", 0, 0, 0)
    time.sleep(300)
    os._exit(0)
for _ in range(3):
    daemon()
pid = os.fork()
if pid == 0:
    os.setsid()
    os.execv("/bin/sh", ["hostile-mark", "-c", "sleep 300; : hostile-mark"])
