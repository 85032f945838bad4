# Takes memory that belongs to no process: shared anonymous pages, memfd, System V, /dev/zero.
# %%
import ctypes, mmap, os
libc = ctypes.CDLL(None, use_errno=True)
held = 0
try:
    pages = mmap.mmap(-1, 2**30)
    for start in range(0, 2**30, 2**25):
        pages[start:start + 2**25] = b"x" * 2**25
        pages.madvise(mmap.MADV_DONTNEED, start, 2**25)
        held += 2**25
except (OSError, ValueError) as error:
    print(error)
for name in ("/dev/zero", "/dev/null", "/proc/self/exe"):
    try:
        pages = mmap.mmap(os.open(name, os.O_RDWR), 2**28)
        pages[:] = b"x" * 2**28
        held += 2**28
    except (OSError, ValueError) as error:
        print(name, error)
print(libc.shmget(0, 2**30, 0o1600), libc.memfd_create(b"x", 0), held)
assert held == 0, "memory that nobody counts"
