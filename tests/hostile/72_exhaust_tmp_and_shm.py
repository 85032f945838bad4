# Fills /tmp, /dev/shm and its home until nothing fits, with large files, holes and many links.
# %%
import os
total = 0
for place in ["/tmp", "/dev/shm", os.path.expanduser("~"), "/var/tmp", "/dev/pts", "/dev/mqueue", "/run"]:
    for n in range(8):
        try:
            with open(f"{place}/hostile-mark-{n}", "wb") as file:
                for _ in range(64):
                    total += file.write(b"x" * 2**20)
        except OSError as error:
            print(place, error)
print(total >> 20, "MiB")
assert total < 200 << 20, "no limit"
try:
    os.posix_fallocate(os.open("/tmp/hostile-mark-0", os.O_RDWR), 0, 2**40)
except OSError as error:
    print(error)
