# Connects to every unix socket it can name: the zygote's, docker's, dbus's, abstract ones.
# %%
import glob, os, socket
names = glob.glob("/tmp/course-sandbox-*/zygote") + glob.glob("/run/**/*.sock", recursive=True)
names += ["/run/docker.sock", "/var/run/docker.sock", "/run/dbus/system_bus_socket", "/tmp/.X11-unix/X0",
          os.path.join(os.path.dirname(os.environ["IPYTHONDIR"]), "zygote")]
names += [line.split()[-1].replace("@", "\0") for line in open("/proc/net/unix") if "/" in line or "@" in line]
names += ["\0/tmp/dbus-x", "\0@/tmp/.ICE-unix/1", "\0zygote"]
for name in names:
    for kind in (socket.SOCK_STREAM, socket.SOCK_SEQPACKET, socket.SOCK_DGRAM):
        try:
            with socket.socket(socket.AF_UNIX, kind) as s:
                s.connect(name)
                print("connected", repr(name))
        except OSError:
            pass
print(len(names))
