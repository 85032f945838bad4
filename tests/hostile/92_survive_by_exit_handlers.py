# Registers exit handlers, finalizers and threads that act when the process ends.
# %%
import atexit, os, signal, threading, time, weakref
def act(*_):
    for place in ("/tmp/hostile-mark-exit", "/dev/shm/hostile-mark-exit"):
        open(place, "w").write("still here")
    if os.fork() == 0:
        os.setsid()
        time.sleep(300)
atexit.register(act)
class Last:
    def __del__(self): act()
last = Last()
weakref.finalize(last, act)
for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGXCPU, signal.SIGINT):
    signal.signal(number, act)
threading.Thread(target=lambda: (time.sleep(2), act())).start()
