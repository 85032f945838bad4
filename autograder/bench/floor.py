"""The floor: the students' own code and nothing else, ``python -m autograder.bench.floor N FILES``.

A parent that has imported torch, matplotlib and IPython forks a child for each
notebook, N at a time; the child runs the code cells through IPython's
InteractiveShell with inline figures, both as they come.  No jail, no checks, no score, nothing
written, nothing of the kit.  What a grader costs above this is its own work.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from pathlib import Path

os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"  # read on import

import matplotlib.pyplot
import torch
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config


class Shell(InteractiveShell):
    """IPython without a terminal."""

    def enable_gui(self, gui: str | None = None) -> None:
        """There is no window to show."""


def run(shell: InteractiveShell, path: Path) -> None:
    """Run one notebook's code cells in this process; what they print is dropped."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                shell.run_cell("".join(cell["source"]))


def main() -> None:
    """Warm up, then run each file in a fork."""
    torch.set_num_threads(1)  # a child forked after OpenMP has started threads deadlocks
    config = Config()
    config.HistoryManager.enabled = False
    shell = Shell.instance(config=config)
    shell.run_line_magic("matplotlib", "inline")
    shell.run_cell("import matplotlib.pyplot as plt; plt.plot([0, 1]); plt.show()")
    matplotlib.pyplot.close("all")
    at_once, running = int(sys.argv[1]), 0
    for name in sys.argv[2:]:
        if running == at_once:
            os.wait()
            running -= 1
        if os.fork() == 0:
            try:
                run(shell, Path(name))
            finally:
                os._exit(0)
        running += 1
    for _ in range(running):
        os.wait()


if __name__ == "__main__":
    main()
