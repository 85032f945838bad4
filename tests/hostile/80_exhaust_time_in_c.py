# Computes in C where no Python signal handler runs, and ignores every signal there is.
# %% risks
import signal
for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))
sum(range(10**12))
