# Takes record locks by the hundred thousand, which no limit of the kernel's counts.
# %%
import fcntl, os, struct
held = 0
for name in range(200):  # each costs the kernel a look at all others of its file
    file = os.open(f"/tmp/hostile-mark-{name}", os.O_RDWR | os.O_CREAT)
    for place in range(500):
        fcntl.fcntl(file, fcntl.F_SETLK, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 2 * place, 1, 0))
        held += 1
print(held, "locks")
