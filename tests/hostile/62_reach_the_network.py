# Opens TCP, UDP and raw connections to loopback, the gateway and the world; resolves names.
# %%
import socket, urllib.request, subprocess
for family in range(0, 46):
    for kind in (1, 2, 3, 5):
        for make in (socket.socket, socket.socketpair):
            try:
                made = make(family, kind)
                if family != socket.AF_UNIX:
                    print("socket", family, kind, make.__name__)
                [s.close() for s in (made if isinstance(made, tuple) else [made])]
            except (OSError, OverflowError):
                pass
for act in (lambda: socket.create_connection(("127.0.0.1", 8888), 1), lambda: socket.create_connection(("1.1.1.1", 53), 1),
            lambda: socket.getaddrinfo("example.org", 80), lambda: urllib.request.urlopen("http://169.254.169.254/", timeout=1)):
    try:
        print("reached", act())
    except Exception as error:
        print(error)
print(subprocess.run("ip link; cat /proc/net/dev /proc/net/route; getent hosts example.org", shell=True,
                     capture_output=True, text=True).stdout)
