# Makes a hundred thousand files, links, folders and pipes.
# %%
import os
made = 0
for n in range(100_000):
    try:
        [lambda p: open(p, "w").close(), os.mkdir, os.mkfifo, lambda p: os.symlink("x" * 200, p)][n % 4](f"/tmp/hostile-mark-{n}")
        made += 1
    except OSError as error:
        print(made, error)
        break
assert made < 10_000, "no limit"
