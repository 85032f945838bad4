# Prints the environment, Python's and the C library's, here and in subprocesses.
# %%
import os, re
def show(where, data):
    data = data if isinstance(data, bytes) else str(data).encode("utf-8", "replace")
    for found in set(re.findall(rb"canary-[0-9a-f]{24}", data)):
        print(where, found.decode())

import ctypes, subprocess
show("environ", str(dict(os.environ)))
environ = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
index = 0
while environ[index]:
    show("libc", environ[index])
    index += 1
print(subprocess.run("env; set; ps eww 2>/dev/null; cat /proc/*/environ 2>/dev/null", shell=True,
                     capture_output=True).stdout.decode("utf-8", "replace")[:5000])
print(sorted(os.environ), os.getcwd(), os.uname())
