# Reads other processes through /proc: environment, command line, memory maps, root, descriptors.
# %%
import os, re
def show(where, data):
    data = data if isinstance(data, bytes) else str(data).encode("utf-8", "replace")
    for found in set(re.findall(rb"canary-[0-9a-f]{24}", data)):
        print(where, found.decode())

import glob
for path in glob.glob("/proc/[0-9]*/*") + glob.glob("/proc/[0-9]*/fd/*") + glob.glob("/proc/[0-9]*/root/*"):
    if path.split("/")[3] in ("pagemap", "mem", "clear_refs", "kpagecount"):
        continue
    try:
        show(path, open(path, "rb").read(10**6) if os.path.isfile(path) else os.readlink(path))
    except OSError:
        pass
for path in ["/proc/kcore", "/proc/kallsyms", "/proc/keys", "/proc/sched_debug", "/proc/1/environ",
             "/proc/1/root/etc/shadow", "/proc/1/cwd/course.yml", "/proc/self/task/1/environ"]:
    try:
        show(path, open(path, "rb").read(10**5))
    except OSError:
        pass
print(sorted(p for p in os.listdir("/proc") if p.isdigit()))
