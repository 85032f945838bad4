# Crashes children and looks for the cores, here and where the host's pattern would put them.
# %%
import os, re
def show(where, data):
    data = data if isinstance(data, bytes) else str(data).encode("utf-8", "replace")
    for found in set(re.findall(rb"canary-[0-9a-f]{24}", data)):
        print(where, found.decode())

import glob, resource, signal, subprocess, sys
try:
    resource.setrlimit(resource.RLIMIT_CORE, (-1, -1))
except (ValueError, OSError) as error:
    print(error)
for number in (signal.SIGSEGV, signal.SIGABRT, signal.SIGQUIT):
    pid = os.fork()
    if pid == 0:
        resource.setrlimit(resource.RLIMIT_CORE, resource.getrlimit(resource.RLIMIT_CORE))
        os.kill(os.getpid(), number)
        os._exit(0)
    print(number, os.WCOREDUMP(os.waitpid(pid, 0)[1]))
try:
    open("/proc/sys/kernel/core_pattern", "w").write("|/tmp/hostile-mark-core")
except OSError as error:
    print(error)
for path in glob.glob("core*") + glob.glob("/tmp/core*") + glob.glob("/var/lib/systemd/coredump/*"):
    show(path, open(path, "rb").read())
    print("core", path)
