# Attaches to other processes, reads their memory, and takes their descriptors.
# %%
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
for pid in (1, 2, os.getppid(), os.getpid()):
    for request in (16, 0x4206, 0):
        print(pid, request, libc.ptrace(request, pid, 0, 0), ctypes.get_errno())
    for number in (310, 311, 438, 434, 312):
        print(number, libc.syscall(number, pid, 0, 0, 0, 0, 0), ctypes.get_errno())
