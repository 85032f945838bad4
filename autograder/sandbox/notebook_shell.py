"""Run a cell as Jupyter would and record its outputs; the grader uses IPython only here."""

from __future__ import annotations

import base64
import builtins
import io
import os
import sys
import traceback
from pathlib import Path
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.pylabtools import print_figure
from traitlets.config import Config

Output = dict[str, Any]

MAX_OUTPUTS = 200  # of one cell; the grader keeps no more
MAX_DESCRIPTION = 300  # characters of a figure's description

MIME = (
    "text/plain", "text/html", "text/markdown", "text/latex", "image/png", "image/jpeg",
)  # fmt: skip


class _Stream(io.TextIOBase):
    """stdout or stderr of a cell; text beyond the cell's allowance is dropped, with a note."""

    encoding = "utf-8"

    def __init__(self, name: str, recorder: _Recorder) -> None:
        self.name = name
        self.recorder = recorder

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self.recorder.stream(self.name, text)
        return len(text)


class _Recorder:
    """The outputs of the running cell, in order and bounded."""

    def __init__(self) -> None:
        self.begin(0)

    def begin(self, allowance: int) -> None:
        self.outputs: list[Output] = []
        self.left = allowance
        self.cut = False

    def stream(self, name: str, text: str) -> None:
        kept = text[: max(self.left, 0)]
        last = self.outputs[-1] if self.outputs else {}
        joined = last.get("output_type") == "stream" and last["name"] == name
        if self.cut or not (joined or self._has_room()):
            return
        if joined:
            last["parts"].append(kept)
        elif kept:
            self.outputs.append({"output_type": "stream", "name": name, "parts": [kept]})
        self.left -= len(text)
        if self.left < 0:
            self._cut_off()

    def _has_room(self) -> bool:
        """Whether one more output fits; if not, add the note that output was cut off."""
        if len(self.outputs) >= MAX_OUTPUTS - 1:
            self._cut_off()
        return not self.cut

    def _cut_off(self) -> None:
        if not self.cut:
            self.cut = True
            words = "\n… more output was cut off here.\n"
            self.outputs.append({"output_type": "stream", "name": "stderr", "parts": [words]})

    def show(self, kind: str, data: dict[str, Any], count: int | None = None) -> None:
        bundle = {
            m: v for m, v in ((m, _text(data[m])) for m in MIME if m in data) if v is not None
        }
        # A picture counts a sixteenth of its size: plots are large, and worth keeping.
        if not self._has_room():
            return
        size = sum(len(v) // 16 if m.startswith("image/") else len(v) for m, v in bundle.items())
        if size > self.left:
            bundle = {"text/plain": "… an output was too large and was left out."}
            size = 64
        self.left -= size
        output: Output = {"output_type": kind, "data": bundle, "metadata": {}}
        if kind == "execute_result":
            output["execution_count"] = count
        self.outputs.append(output)

    def error(self, kind: str, value: str, lines: list[str]) -> None:
        self.outputs.append(
            {"output_type": "error", "ename": kind[:200], "evalue": value[:2000],
             "traceback": [line[:20000] for line in lines[-50:]]}
        )  # fmt: skip

    def finish(self) -> list[Output]:
        for output in self.outputs:
            if "parts" in output:
                output["text"] = "".join(output.pop("parts"))
        return self.outputs


def _text(value: Any) -> str | None:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return str(value) if isinstance(value, str) else None


class _Publisher(DisplayPublisher):
    def publish(self, data: Any, metadata: Any = None, **_: Any) -> None:
        self.shell.recorder.show("display_data", dict(data))

    def clear_output(self, wait: bool = False) -> None:
        self.shell.recorder.outputs.clear()


class _Hook(DisplayHook):
    """Records a cell's last value instead of printing it."""

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        self.shell.recorder.show("execute_result", dict(format_dict), self.prompt_count)


class NotebookShell(InteractiveShell):
    """IPython without a kernel: the same magics, display and tracebacks as in Jupyter."""

    recorder: Any = None
    pictures = True  # whether figures are drawn

    def init_display_pub(self) -> None:
        """Record what is displayed."""
        self.display_pub = _Publisher(parent=self, shell=self)

    def init_displayhook(self) -> None:
        """Record the value of a cell's last expression."""
        super().init_displayhook()
        self.displayhook = _Hook(parent=self, shell=self)
        self.display_trap.hook = self.displayhook

    def enable_gui(self, gui: str | None = None) -> None:
        """Do nothing: inline figures need no window."""

    def enable_matplotlib(self, gui: str | None = None) -> Any:
        """Set up inline figures; ``%matplotlib`` in a student's cell calls this as well."""
        enabled = super().enable_matplotlib(gui)
        _draw_once(self)
        return enabled

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        self.recorder.error(getattr(etype, "__name__", "Error"), _words(evalue), list(stb))


def _words(value: Any) -> str:
    try:
        return str(value)
    except BaseException:
        return ""


def _nobody_to_ask(prompt: object = "") -> str:
    raise EOFError("input() has nobody to ask while a notebook is graded; write the value instead")


def import_libraries() -> None:
    """Import matplotlib with its inline backend."""
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    import matplotlib.pyplot  # noqa: F401


def create(folder: Path) -> NotebookShell:
    """Make the shell, with inline figures and neither history nor colours."""
    os.environ["IPYTHONDIR"] = str(folder / "ipython")
    builtins.input = _nobody_to_ask
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.history_length = 0
    shell: NotebookShell = NotebookShell.instance(config=config)
    shell.recorder = _Recorder()
    shell.run_line_magic("matplotlib", "inline")
    return shell


def _draw_once(shell: NotebookShell) -> None:
    """Draw a figure once instead of twice, where it has a layout engine.

    Drawing takes most of a notebook's time.  Jupyter draws each figure a first time to find
    its bounding box; a layout engine has already fitted everything into the figure.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    def picture(figure: Figure) -> Any:
        if not shell.pictures:
            return None
        fitted = figure.get_layout_engine() is not None and figure.axes
        if not fitted or not isinstance(figure.canvas, FigureCanvasAgg):
            return print_figure(figure, base64=True)
        png = io.BytesIO()
        figure.canvas.print_png(png)
        return base64.b64encode(png.getvalue()).decode()

    formatters = shell.display_formatter.formatters
    formatters["image/png"].for_type(Figure, picture)
    formatters["text/plain"].for_type(Figure, lambda figure, p, cycle: p.text(describe(figure)))


def describe(figure: Any) -> str:
    """A figure in words, made of its titles, axes and legend: for those who can't see it."""
    try:
        said = [_described(axes) for axes in figure.axes if axes.get_visible()]
    except Exception:  # a title that is no text: Jupyter would show the figure all the same
        said = []
    return f"Figure. {' '.join(s for s in said if s)}".strip()[:MAX_DESCRIPTION]


def _described(axes: Any) -> str:
    title, across, up = (" ".join(t.split()) for t in (
        axes.get_title(), axes.get_xlabel(), axes.get_ylabel()))  # fmt: skip
    sides = " against ".join(side for side in (up, across) if side)
    lines = ", ".join(axes.get_legend_handles_labels()[1][:8])
    head = ": ".join(part for part in (title, sides) if part)
    return f"{head}{f' (lines: {lines})' if lines else ''}." if head or lines else ""


def run_cell(shell: NotebookShell, source: str, allowance: int) -> list[Output]:
    """Run one cell and return its outputs, nbformat's fields, at most ``allowance`` characters."""
    recorder = shell.recorder
    recorder.begin(allowance)
    kept = sys.stdout, sys.stderr
    out, err = _Stream("stdout", recorder), _Stream("stderr", recorder)
    sys.stdout, sys.stderr = out, err
    try:
        shell.run_cell(source, store_history=True)
    except BaseException as error:  # IPython lets SystemExit and its own faults through
        recorder.error(type(error).__name__, _words(error), traceback.format_exc().splitlines())
    finally:
        sys.stdout, sys.stderr = kept
    return recorder.finish()  # type: ignore[no-any-return]
