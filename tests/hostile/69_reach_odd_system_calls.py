# Calls what a filter may have forgotten: bpf, keyctl, io_uring, userfaultfd, quota, 32-bit calls.
# %%
import ctypes, mmap, os
libc = ctypes.CDLL(None, use_errno=True)
for number in [250, 248, 249, 321, 323, 425, 426, 427, 298, 303, 304, 319, 447, 29, 68, 64, 240, 179, 154, 206,
               165, 161, 155, 101, 246, 175, 176, 169, 167, 163, 164, 227, 442, 428, 429, 430, 431, 432, 433, 443]:
    libc.syscall.restype = ctypes.c_long
    result = libc.syscall(ctypes.c_long(number), 0, 0, 0, 0, 0, 0)
    if result >= 0:
        print("allowed", number, result)
print(libc.syscall(ctypes.c_long(0x40000000 + 39)))
pid = os.fork()
if pid == 0:  # int 0x80: the table of another architecture
    code = mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, 7)
    code.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")
    ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()
    os._exit(7)
print("int 0x80", os.waitpid(pid, 0)[1])
