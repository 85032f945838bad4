# Starts threads that never end and that no exit waits for; they compute in all calls that follow.
# %%
import threading, time
def spin():
    while True:
        time.sleep(0.01)
for _ in range(500):
    try:
        threading.Thread(target=spin).start()
    except RuntimeError as error:
        print(error)
        break
def busy():
    while True:
        pass
threading.Thread(target=busy, daemon=True).start()
