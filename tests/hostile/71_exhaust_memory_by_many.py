# Takes memory in many processes, each of them modest.
# %%
import os, time
for _ in range(20):
    if os.fork() == 0:
        mine = []
        for _ in range(8):
            mine.append(os.urandom(2**23))
            time.sleep(0.02)
        time.sleep(60)
        os._exit(0)
time.sleep(60)
