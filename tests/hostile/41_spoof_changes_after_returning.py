# Returns memory that a thread goes on changing after the function has returned.
# %% risks
import threading, time
def churn(t):
    for k in range(200):
        t.fill_(float(k))
        time.sleep(0.0005)
def f(x):
    y = torch.zeros_like(x.detach())
    threading.Thread(target=churn, args=(y,), daemon=True).start()
    return y
def g(x):
    threading.Thread(target=churn, args=(x.detach(),), daemon=True).start()
    return x
