# Makes its pipes as large as they go, so that those of its neighbours hold two pages each.
# %%
import fcntl, os
pipes, grown = [], 0
while len(pipes) < 100:
    try:
        pipes.append(os.pipe())
        grown += fcntl.fcntl(pipes[-1][0], 1031, 2**20)
    except OSError as error:
        print(error)
        if len(pipes) > 90:
            break
print(len(pipes), "pipes,", grown >> 20, "MiB")
