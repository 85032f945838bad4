"""Make a demo class: submissions of `risk` as students really hand them in.

    python demo/make_class.py OUT_FOLDER [--release assignments/risk/risk.ipynb]

Each function below starts from the released notebook, does to it what one student (or their
editor) did, and returns the files that were handed in.  A rerun gives the same bytes.
:data:`EXPECTED` says what an instructor would expect of each, read off the hidden checks.
"""

from __future__ import annotations

import argparse
import base64
import codecs
import copy
import hashlib
import json
import math
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

Notebook = dict[str, Any]
Output = dict[str, Any]
Files = dict[str, bytes]

NAME = "risk.ipynb"
RELEASE = Path(__file__).resolve().parent.parent / "assignments" / "risk" / NAME

SUBMISSIONS: dict[str, Callable[[Notebook], Files]] = {}
EXPECTED: dict[str, dict[str, Any]] = {}


def graded(risks: float, sample_risk: float) -> dict[str, Any]:
    """Expect a score: so many of 8 and of 6 points."""
    exercises = {"risks": risks, "sample_risk": sample_risk}
    return {"status": "graded", "points": risks + sample_risk, "exercises": exercises}


def attention() -> dict[str, Any]:
    """Expect no score: a person has to look."""
    return {"status": "attention", "points": None}


def submission(student: str, expected: dict[str, Any]) -> Callable[..., Any]:
    """Register a student's function together with what to expect of it."""

    def register(function: Callable[[Notebook], Files]) -> Callable[[Notebook], Files]:
        SUBMISSIONS[student], EXPECTED[student] = function, expected
        return function

    return register


# -- editing, as in an editor -------------------------------------------------


def lines(source: str) -> list[str]:
    """Turn text into nbformat's list of lines."""
    return source.strip("\n").splitlines(keepends=True)


def find(nb: Notebook, cell_id: str) -> dict[str, Any]:
    """Find a cell by its id in the release."""
    return next(c for c in nb["cells"] if c.get("id") == cell_id)


def write(nb: Notebook, cell_id: str, source: str) -> None:
    """Type over a cell's text."""
    find(nb, cell_id)["source"] = lines(source)


def delete(nb: Notebook, cell_id: str) -> None:
    """Delete a cell, locked or not."""
    nb["cells"].remove(find(nb, cell_id))


def new_cell(kind: str, source: str, metadata: dict[str, Any] | None = None) -> dict[str, Any]:
    """Make a cell as an editor does, with an id of eight hexadecimal digits."""
    cell_id = hashlib.sha256(source.encode()).hexdigest()[:8]
    cell = {"cell_type": kind, "id": cell_id, "metadata": metadata or {}, "source": lines(source)}
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def add(nb: Notebook, after: str, source: str, kind: str = "code") -> str:
    """Add a cell below another one and return its id."""
    cell = new_cell(kind, source)
    nb["cells"].insert(nb["cells"].index(find(nb, after)) + 1, cell)
    return str(cell["id"])


def solve(nb: Notebook, risks: str = "", sample_risk: str = "", answer: str = "") -> None:
    """Fill in both exercises, rightly unless told otherwise, and the written answer if given."""
    write(nb, "risks", risks or RISKS)
    write(nb, "sample_risk", sample_risk or SAMPLE_RISK)
    if answer:
        write(nb, "answer-minima-differ", answer)


def saved(nb: Notebook) -> Files:
    """Save the notebook as Jupyter does."""
    return {NAME: (json.dumps(nb, indent=1, ensure_ascii=False) + "\n").encode()}


# -- running, as in Jupyter ---------------------------------------------------


def printed(text: str, name: str = "stdout") -> list[Output]:
    """Make the output of a cell that prints."""
    return [{"output_type": "stream", "name": name, "text": lines(text) or [text]}]


def raised(kind: str, words: str = "") -> list[Output]:
    """Make the output of a cell that raised, in IPython's colours."""
    rule = f"\x1b[31m{'-' * 75}\x1b[39m"
    head = f"\x1b[31m{kind}\x1b[39m{' ' * 33}Traceback (most recent call last)"
    traceback = [rule, head, f"\x1b[31m{kind}\x1b[39m: {words}"]
    return [{"output_type": "error", "ename": kind, "evalue": words, "traceback": traceback}]


def figure(size: str = "700x420", axes: str = "1 Axes") -> list[Output]:
    """Make the output of a cell that draws."""
    data = {"image/png": picture(), "text/plain": [f"<Figure size {size} with {axes}>"]}
    return [{"output_type": "display_data", "data": data, "metadata": {}}]


def picture(width: int = 350, height: int = 210) -> str:
    """Draw f and g on [0.5, 1.5] as a small PNG in base64."""
    rows = [bytearray(b"\xff" * 3 * width) for _ in range(height)]
    for column in range(width):
        x = 0.5 + column / width
        f = x * math.cos(math.pi * x)
        g = f + 0.2 * math.cos(5 * math.pi * x)
        for y, color in [(f, b"\x1f\x77\xb4"), (g, b"\xff\x7f\x0e")]:
            row = round((0.5 - y) / 1.8 * height)
            rows[row][3 * column : 3 * column + 3] = color
    return base64.b64encode(png(width, height, b"".join(b"\0" + row for row in rows))).decode()


def png(width: int, height: int, scanlines: bytes) -> bytes:
    """Wrap RGB scanlines in a PNG file."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    content = b"\x89PNG\r\n\x1a\n"
    for kind, data in [(b"IHDR", header), (b"IDAT", zlib.compress(scanlines)), (b"IEND", b"")]:
        check = zlib.crc32(kind + data)
        content += struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)
    return content


def run(nb: Notebook, **shown: list[Output] | None) -> None:
    """Run all cells: number them and show the usual outputs, or others; None: never run.

    The keywords are cells' ids with `_` for `-`, and `c` before those of added cells.
    """
    usual: dict[str, list[Output] | None] = {
        "check_risks": printed("f and g: the visible checks pass.\n"),
        "plot_7": figure(),
        "check_sample_risk": printed("sample_risk: the visible checks pass.\n"),
        "plot_13": figure("1100x340", "4 Axes"),
    }
    outputs = usual | shown
    count = 0
    for cell in nb["cells"]:
        key = cell["id"].replace("-", "_")
        found = outputs.get(key, outputs.get(f"c{key}", []))
        if cell["cell_type"] == "code" and found is not None:
            count += 1
            cell["execution_count"], cell["outputs"] = count, found
    nb["metadata"]["language_info"] = LANGUAGE


LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
    "version": "3.11.9",
}


# -- answers that several students share --------------------------------------

RISKS = '''
def f(x):
    """Return the risk x·cos(πx) for each element of the tensor x."""
    return x * torch.cos(torch.pi * x)


def g(x):
    """Return the empirical risk f(x) + 0.2·cos(5πx) for each element of the tensor x."""
    return f(x) + 0.2 * torch.cos(5 * torch.pi * x)
'''

RISKS_WITHOUT_PI = '''
def f(x):
    """Return the risk x·cos(πx) for each element of the tensor x."""
    return x * torch.cos(x)


def g(x):
    """Return the empirical risk f(x) + 0.2·cos(5πx) for each element of the tensor x."""
    return f(x) + 0.2 * torch.cos(5 * x)
'''

SAMPLE_RISK = '''
def sample_risk(x, xi):
    """Return the mean over the data xi of x·cos(πx) + ξ·cos(5πx), in x's shape."""
    losses = x.unsqueeze(-1) * torch.cos(torch.pi * x.unsqueeze(-1)) + xi * torch.cos(
        5 * torch.pi * x.unsqueeze(-1)
    )
    return losses.mean(dim=-1)
'''

SAMPLE_RISK_BY_THE_MEAN = '''
def sample_risk(x, xi):
    """Return the mean over the data xi of x·cos(πx) + ξ·cos(5πx), in x's shape."""
    # only the second term depends on the example, so the mean goes straight to it
    return f(x) + xi.mean() * torch.cos(5 * torch.pi * x)
'''

SAMPLE_RISK_IN_A_LOOP = '''
def sample_risk(x, xi):
    """Return the mean over the data xi of x·cos(πx) + ξ·cos(5πx), in x's shape."""
    # YOUR CODE HERE
    total = torch.zeros_like(x)
    for e in xi:
        total = total + x * torch.cos(torch.pi * x) + e * torch.cos(5 * torch.pi * x)
    return total / len(xi)
'''

SHORT_ANSWER = """
Because the training loss is g and not f. The minimum of g is at 1.017 and the minimum of f is at
1.090, so the optimizer has already done its job. More data and early stopping could help.
"""

GOOD_ANSWER = """
Your optimizer has done all that it can: it was asked for the lowest point of the *training* loss,
and it found it. In the first plot that is the orange curve, whose lowest point is at x = 1.017.
The test loss behaves like the blue curve, and its lowest point is somewhere else, at x = 1.090. A
better optimizer would only sit more exactly on the wrong point. What can help is to bring the two
curves together: in the second plot **more data** shrinks the wiggles by about 1/√n. Or to keep the
model from following the wiggles, for example with **weight decay** or by stopping early.
"""


# -- complete notebooks -------------------------------------------------------


@submission("s01-amara", graded(8, 6))
def amara(nb: Notebook) -> Files:
    """Writes like a reader of the book: np.pi in torch.cos, arange, more plots in added cells."""
    add(nb, "setup", "%matplotlib inline\nimport numpy as np\nfrom mpl_toolkits import mplot3d")
    solve(nb, BOOK_RISKS, BOOK_SAMPLE_RISK, SHORT_ANSWER)
    last = add(nb, "plot-13", "## Extra: the other plots of the chapter", "markdown")
    plots = {}
    for source in BOOK_PLOTS:
        last = add(nb, last, source)
        plots[f"c{last}"] = figure("450x300")
    run(nb, **plots)
    return saved(nb)


BOOK_RISKS = '''
def f(x):
    """Return the risk x·cos(πx) for each element of the tensor x."""
    return x * torch.cos(np.pi * x)


def g(x):
    """Return the empirical risk f(x) + 0.2·cos(5πx) for each element of the tensor x."""
    return f(x) + 0.2 * torch.cos(5 * np.pi * x)
'''

BOOK_SAMPLE_RISK = '''
def sample_risk(x, xi):
    """Return the mean over the data xi of x·cos(πx) + ξ·cos(5πx), in x's shape."""
    wiggle = sum(e * torch.cos(5 * np.pi * x) for e in xi) / len(xi)
    return x * torch.cos(np.pi * x) + wiggle
'''

BOOK_PLOTS = [
    '''
def show(x, curves, xlabel="x", ylabel="f(x)"):
    """One small picture with all the curves."""
    plt.figure(figsize=(4.5, 3))
    for curve in curves:
        plt.plot(x, curve)
    plt.xlabel(xlabel)
    plt.ylabel(ylabel)


x = torch.arange(0.5, 1.5, 0.01)
show(x, [f(x), g(x)], ylabel="risk")
plt.annotate("empirical risk is lowest", xy=(1.0, -1.2), xytext=(0.5, -1.1),
             arrowprops=dict(arrowstyle="->"))
plt.annotate("risk is lowest", xy=(1.1, -1.05), xytext=(0.95, -0.5),
             arrowprops=dict(arrowstyle="->"));
''',
    """
x = torch.arange(-1.0, 2.0, 0.01)
show(x, [f(x)])
plt.annotate("a local minimum", xy=(-0.3, -0.18), xytext=(-0.8, -1.0),
             arrowprops=dict(arrowstyle="->"))
plt.annotate("the global minimum", xy=(1.1, -1.05), xytext=(0.2, 0.8),
             arrowprops=dict(arrowstyle="->"));
""",
    """
a, b = torch.meshgrid(torch.linspace(-1, 1, 51), torch.linspace(-1, 1, 51), indexing="ij")
ax = plt.figure(figsize=(4.5, 3)).add_subplot(111, projection="3d")
ax.plot_wireframe(a, b, a**2 - b**2, rstride=10, cstride=10)
ax.plot([0], [0], [0], "rx");
""",
    """
x = torch.arange(-2.0, 5.0, 0.01)
show(x, [torch.tanh(x)], ylabel="tanh(x)")
plt.annotate("hardly any slope left", xy=(4, 1), xytext=(1.5, 0.0),
             arrowprops=dict(arrowstyle="->"));
""",
]


@submission("s02-bo", graded(8, 6))
def bo(nb: Notebook) -> Files:
    """Does everything in a style of their own, without numpy, with a helper, vmap and words."""
    solve(nb, HELPER_RISKS, HELPER_SAMPLE_RISK, GOOD_ANSWER)
    run(nb)
    return saved(nb)


HELPER_RISKS = '''
def wave(x: torch.Tensor, speed: int) -> torch.Tensor:
    """A cosine that makes `speed` half turns while x grows by one."""
    return (speed * torch.pi * x).cos()


def f(x):
    """Return the risk x·cos(πx) for each element of the tensor x."""
    return x.mul(wave(x, 1))


def g(x):
    """Return the empirical risk f(x) + 0.2·cos(5πx) for each element of the tensor x."""
    return torch.stack([f(x), 0.2 * wave(x, 5)]).sum(dim=0)
'''

HELPER_SAMPLE_RISK = '''
def loss(x, example):
    """The loss of one example, at all points."""
    return f(x) + example * wave(x, 5)


def sample_risk(x, xi):
    """Return the mean over the data xi of x·cos(πx) + ξ·cos(5πx), in x's shape."""
    all_losses = torch.func.vmap(loss, in_dims=(None, 0))(x, xi)
    return all_losses.mean(dim=0)
'''


# -- unfinished or wrong answers ----------------------------------------------


@submission("s03-chidi", graded(2, 0))  # every check but test_f_values calls g as well
def chidi(nb: Notebook) -> Files:
    """Got as far as f, and handed that in."""
    write(nb, "risks", RISKS.replace(RISKS.splitlines()[-1], STUB))
    words = "not written yet: replace this line with your own code"
    missing = raised("NotImplementedError", words)
    run(nb, check_risks=missing, plot_7=missing, check_sample_risk=None, plot_13=None)
    return saved(nb)


STUB = """    # YOUR CODE HERE
    raise NotImplementedError('not written yet: replace this line with your own code')"""


@submission("s04-dalia", graded(8, 0))  # the lengths differ, or the values do
def dalia(nb: Notebook) -> Files:
    """Pairs each x with its own xi, and could not make the visible check pass."""
    solve(nb, sample_risk=PAIRED, answer="it needs more epochs")
    words = (
        "The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0"
    )
    run(nb, check_sample_risk=raised("RuntimeError", words), plot_13=None)
    return saved(nb)


PAIRED = '''
def sample_risk(x, xi):
    """Return the mean over the data xi of x·cos(πx) + ξ·cos(5πx), in x's shape."""
    # every point has its xi?? works when both are equally long
    return x * torch.cos(torch.pi * x) + xi * torch.cos(5 * torch.pi * x)
'''


@submission("s05-emil", graded(0, 0))
def emil(nb: Notebook) -> Files:
    """Handed in the notebook as it was released."""
    return saved(nb)


@submission("s18-rosa", graded(0, 0))  # no check pays for wrong values
def rosa(nb: Notebook) -> Files:
    """Forgets π inside every cosine."""
    without_pi = SAMPLE_RISK_BY_THE_MEAN.replace("torch.pi * ", "")
    solve(nb, RISKS_WITHOUT_PI, without_pi, SHORT_ANSWER)
    run(
        nb,
        check_risks=raised("AssertionError", "f(0.5) is 0.438791; it should be 0.0"),
        check_sample_risk=raised(
            "AssertionError", "at x = 1.0 the mean loss is -1.2, not 0.597035"
        ),
    )
    return saved(nb)


@submission("s21-umar", graded(6, 6))  # all but the 2 points for gradients
def umar(nb: Notebook) -> Files:
    """Computes with floats in a list and makes new tensors, so that no gradients flow."""
    solve(nb, FLOAT_RISKS, FLOAT_SAMPLE_RISK, SHORT_ANSWER)
    run(nb)
    return saved(nb)


FLOAT_RISKS = '''
import math


def f(x):
    """Return the risk x·cos(πx) for each element of the tensor x."""
    values = [p * math.cos(math.pi * p) for p in x.flatten().tolist()]
    return torch.tensor(values, dtype=x.dtype).reshape(x.shape)


def g(x):
    """Return the empirical risk f(x) + 0.2·cos(5πx) for each element of the tensor x."""
    wiggles = [0.2 * math.cos(5 * math.pi * p) for p in x.flatten().tolist()]
    return f(x) + torch.tensor(wiggles, dtype=x.dtype).reshape(x.shape)
'''

FLOAT_SAMPLE_RISK = '''
def sample_risk(x, xi):
    """Return the mean over the data xi of x·cos(πx) + ξ·cos(5πx), in x's shape."""
    data = xi.tolist()
    means = []
    for p in x.flatten().tolist():
        losses = [p * math.cos(math.pi * p) + e * math.cos(5 * math.pi * p) for e in data]
        means.append(sum(losses) / len(losses))
    return torch.tensor(means, dtype=x.dtype).reshape(x.shape)
'''


@submission("s23-wen", graded(8, 4))  # all but the 2 points for a table of points
def wen(nb: Notebook) -> Files:
    """Broadcasts in a way that works for points in a row only, as in the visible check."""
    solve(nb, sample_risk=ONE_ROW, answer=SHORT_ANSWER)
    run(nb)
    return saved(nb)


ONE_ROW = '''
def sample_risk(x, xi):
    """Return the mean over the data xi of x·cos(πx) + ξ·cos(5πx), in x's shape."""
    column = x[:, None]
    losses = column * torch.cos(torch.pi * column) + xi * torch.cos(5 * torch.pi * column)
    return losses.mean(dim=1)
'''


# -- right answers in notebooks that misbehave --------------------------------


@submission("s06-farah", graded(8, 6))
def farah(nb: Notebook) -> Files:
    """Plots f in an added cell above its definition, which only works out of order."""
    solve(nb, sample_risk=SAMPLE_RISK_BY_THE_MEAN)
    source = "xs = torch.linspace(-1, 2, 300)\nplt.plot(xs, f(xs))\nplt.title('just to see');"
    early = add(nb, "setup", source)
    run(nb, **{f"c{early}": raised("NameError", "name 'f' is not defined")})
    return saved(nb)


@submission("s07-goran", graded(8, 6))
def goran(nb: Notebook) -> Files:
    """Waits at the end of the notebook for a loss that g never reaches."""
    solve(nb, sample_risk=SAMPLE_RISK_IN_A_LOOP, answer=SHORT_ANSWER)
    endless = add(nb, "answer-minima-differ", ENDLESS_DESCENT)
    run(nb, **{f"c{endless}": raised("KeyboardInterrupt")})
    return saved(nb)


ENDLESS_DESCENT = """
# my own gradient descent on g
x = torch.tensor(0.6, dtype=torch.float64, requires_grad=True)
while g(x) > -1.25:
    (slope,) = torch.autograd.grad(g(x), x)
    x = (x - 0.01 * slope).detach().requires_grad_()
print(x)
"""


@submission("s08-hana", graded(8, 0))
def hana(nb: Notebook) -> Files:
    """Forgets to count up in sample_risk, and interrupted the check that hung."""
    solve(nb, sample_risk=ENDLESS_SAMPLE_RISK)
    run(nb, check_sample_risk=raised("KeyboardInterrupt"), plot_13=None)
    return saved(nb)


ENDLESS_SAMPLE_RISK = '''
def sample_risk(x, xi):
    """Return the mean over the data xi of x·cos(πx) + ξ·cos(5πx), in x's shape."""
    total = 0
    i = 0
    while i < len(xi):
        total = total + x * torch.cos(torch.pi * x) + xi[i] * torch.cos(5 * torch.pi * x)
    return total / len(xi)
'''


@submission("s17-quinn", graded(8, 6))
def quinn(nb: Notebook) -> Files:
    """Has an interactive picture of 50 MB saved in the output of an added cell."""
    solve(nb, answer=SHORT_ANSWER)
    page = "<div class='plotly-graph-div'></div><script>var points = ["
    page += "[0.500,0.000]," * (50_000_000 // 14) + "];</script>"
    data = {"text/html": [page], "text/plain": ["<plotly.graph_objs.Figure>"]}
    output = {"output_type": "display_data", "data": data, "metadata": {}}
    run(nb, **{f"c{add(nb, 'plot-13', PLOTLY)}": [output]})
    return saved(nb)


PLOTLY = """
import plotly.express as px

fine = torch.linspace(0.5, 1.5, 3_500_000)
px.line(x=fine, y=f(fine)).show()
"""


@submission("s19-samir", graded(8, 6))
def samir(nb: Notebook) -> Files:
    """Prints in every call, and 300,000 lines more in a cell of their own."""
    risks = RISKS.replace("    return", '    print("DEBUG x =", x)\n    return')
    solve(nb, risks, SAMPLE_RISK_IN_A_LOOP)
    source = 'for i in range(300_000):\n    print(i, "g at", i / 1000, "... still running, ok")'
    noisy = add(nb, "plot-7", source)
    log = "".join(f"{i} g at {i / 1000} ... still running, ok\n" for i in range(20_000))
    run(nb, **{f"c{noisy}": printed(log)})
    return saved(nb)


@submission("s22-vera", graded(8, 6))
def vera(nb: Notebook) -> Files:
    """Handed in more files than the notebook; only an added cell at the end needs them."""
    solve(nb, sample_risk=SAMPLE_RISK_BY_THE_MEAN, answer=SHORT_ANSWER)
    extra = add(nb, "plot-13", WITH_FILES)
    run(nb, **{f"c{extra}": printed("mean of my data: 0.05\n")})
    helper = 'def average(values):\n    """The mean of a list."""\n'
    helper += "    return sum(values) / len(values)\n"
    return saved(nb) | {"data.csv": b"xi\n0.3\n-0.2\n0.1\n0.0\n", "helper.py": helper.encode()}


WITH_FILES = """
import csv

from helper import average

with open("data.csv") as file:
    my_data = [float(row["xi"]) for row in csv.DictReader(file)]
print("mean of my data:", round(average(my_data), 3))
"""


# -- right answers in files that an editor damaged ----------------------------


@submission("s09-ines", graded(8, 6))
def ines(nb: Notebook) -> Files:
    """Deleted a locked check cell, which VS Code allows."""
    solve(nb, sample_risk=SAMPLE_RISK_BY_THE_MEAN)
    run(nb)
    delete(nb, "check-sample_risk")
    return saved(nb)


@submission("s10-jun", graded(8, 6))
def jun(nb: Notebook) -> Files:
    """Copied the first solution cell below itself, marks and id included, and went on there."""
    solve(nb, answer=SHORT_ANSWER)
    position = nb["cells"].index(find(nb, "risks"))
    old = copy.deepcopy(nb["cells"][position]) | {"source": lines(RISKS_WITHOUT_PI)}
    nb["cells"].insert(position, old)
    run(nb)
    return saved(nb)


@submission("s20-tove", graded(8, 6))
def tove(nb: Notebook) -> Files:
    """Split the first solution cell in two, f above and g below, both with its grade_id."""
    solve(nb)
    position = nb["cells"].index(find(nb, "risks"))
    metadata = nb["cells"][position]["metadata"]
    first, second = RISKS.split("\n\n\n")
    halves = [new_cell("code", half, copy.deepcopy(metadata)) for half in (first, second)]
    nb["cells"][position : position + 1] = halves
    run(nb)
    return saved(nb)


@submission("s11-kemal", graded(8, 6))
def kemal(nb: Notebook) -> Files:
    """Worked in Colab, which lost all marks and ids, and kept the outputs."""
    solve(nb, answer=GOOD_ANSWER)
    drive = "from google.colab import drive\n\ndrive.mount('/content/drive')"
    mount = add(nb, "setup", drive)
    run(nb, **{f"c{mount}": printed("Mounted at /content/drive\n")})
    nb["cells"] = [colab_cell(cell) for cell in nb["cells"]]
    nb["metadata"] = {
        "colab": {"provenance": [], "toc_visible": True},
        "kernelspec": {"display_name": "Python 3", "name": "python3"},
        "language_info": {"name": "python"},
    }
    nb["nbformat_minor"] = 0
    return saved(nb)


def colab_cell(cell: dict[str, Any]) -> dict[str, Any]:
    """Reduce a cell to what Colab keeps, with an id of Colab's own in the metadata."""
    digest = hashlib.sha256(cell["id"].encode()).digest()
    metadata: dict[str, Any] = {"id": base64.urlsafe_b64encode(digest[:9]).decode()}
    if cell.get("outputs"):
        metadata["colab"] = {"base_uri": "https://localhost:8080/", "height": 421}
        metadata["outputId"] = digest.hex()[:8] + "-" + digest.hex()[8:12]
    kept = {k: v for k, v in cell.items() if k not in ("id", "metadata")}
    return kept | {"metadata": metadata}


@submission("s12-lucia", graded(8, 6))
def lucia(nb: Notebook) -> Files:
    """Saved with a Jupyter so old that its cells have no ids."""
    solve(nb, sample_risk=SAMPLE_RISK_IN_A_LOOP, answer=SHORT_ANSWER)
    run(nb)
    for cell in nb["cells"]:
        del cell["id"]
    nb["metadata"]["kernelspec"]["display_name"] = "Python 3"
    nb["metadata"]["language_info"] = LANGUAGE | {"version": "3.6.9"}
    nb["nbformat_minor"] = 2
    return saved(nb)


@submission("s13-mateo", graded(8, 6))
def mateo(nb: Notebook) -> Files:
    """Opened the file in a Windows editor, which put a byte order mark in front."""
    solve(nb, sample_risk=SAMPLE_RISK_BY_THE_MEAN, answer=SHORT_ANSWER)
    run(nb)
    return {NAME: codecs.BOM_UTF8 + saved(nb)[NAME]}


# -- files that are no submission of this assignment --------------------------


@submission("s14-noor", attention())
def noor(nb: Notebook) -> Files:
    """Saved the course site's error page under the notebook's name."""
    return {NAME: ERROR_PAGE.encode()}


ERROR_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Your session has expired</title></head>
<body>
<h1>Your session has expired</h1>
<p>Please <a href="/login?next=/files/risk.ipynb">log in</a> again to download this file.</p>
</body>
</html>
"""


@submission("s15-otis", attention())
def otis(nb: Notebook) -> Files:
    """Uploaded an empty file."""
    return {NAME: b""}


@submission("s16-priya", attention())
def priya(nb: Notebook) -> Files:
    """Handed in the notebook of `minima`, which has an f and a g of its own, under this name."""
    setup = find(nb, "setup")
    grid_min = marked("grid_min", GRID_MIN, solution=True)
    check = marked("check-grid_min", CHECK_GRID_MIN, grade=True, locked=True, points=6.0)
    nb["cells"] = [
        new_cell("markdown", MINIMA_INTRODUCTION),
        setup,
        new_cell("code", GIVEN_CURVES),
        new_cell("markdown", "## 1. A grid\n\n**Exercise `grid_min`.** The lowest of n points."),
        grid_min,
        check,
        marked("finer-grid", FINER_GRID, kind="markdown", task=True, locked=True, points=3.0),
        new_cell("markdown", "No, because there can be a minimum between two points.")
        | {"id": "answer-finer-grid"},
    ]
    run(nb, check_grid_min=printed("grid_min: the visible checks pass.\n"))
    return saved(nb)


def marked(grade_id: str, source: str, kind: str = "code", **mark: Any) -> dict[str, Any]:
    """Make a cell with nbgrader's marks."""
    usual = {"grade": False, "locked": False, "solution": False, "task": False}
    nbgrader = usual | mark | {"cell_type": kind, "grade_id": grade_id, "schema_version": 3}
    metadata = {"deletable": False, "nbgrader": nbgrader}
    return new_cell(kind, source, metadata) | {"id": grade_id}


MINIMA_INTRODUCTION = """
# Finding minima

In this notebook you write a few ways to find the lowest point of a curve, and see where each of
them is led astray.
"""

GIVEN_CURVES = '''
def f(x):
    """The risk of the first notebook."""
    return x * torch.cos(torch.pi * x)


def g(x):
    """The empirical risk of the first notebook."""
    return f(x) + 0.2 * torch.cos(5 * torch.pi * x)
'''

GRID_MIN = '''
def grid_min(fn, lo, hi, n):
    """Return (x, fn(x)) for the lowest of n equally spaced points, both ends included."""
    x = torch.linspace(lo, hi, n, dtype=torch.float64)
    y = fn(x)
    i = int(y.argmin())
    return x[i], y[i]
'''

CHECK_GRID_MIN = """
x, fx = grid_min(f, -1.0, 2.0, 301)
assert abs(float(x) - 1.09) < 1e-5, f"the lowest point is at 1.09, not {float(x):.5f}"
print("grid_min: the visible checks pass.")
"""

FINER_GRID = """
## 2. In your own words

**Written question (3 points).** Is a finer grid always better? Write in the cell below.
"""


# -- the class ----------------------------------------------------------------


def make_class(folder: Path, release: Path = RELEASE) -> dict[str, Files]:
    """Write OUT/<student>/risk/risk.ipynb for each student, and return all files by student."""
    notebook = json.loads(release.read_text(encoding="utf-8"))
    handed_in = {}
    for student, function in sorted(SUBMISSIONS.items()):
        handed_in[student] = files = function(copy.deepcopy(notebook))
        place = folder / student / "risk"
        place.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (place / name).write_bytes(content)
    return handed_in


def main() -> None:
    """Make the class and print a line for each submission, and a total."""
    parser = argparse.ArgumentParser(description="Make a demo class of submissions of `risk`.")
    parser.add_argument("folder", type=Path, help="where to write <student>/risk/risk.ipynb")
    parser.add_argument("--release", type=Path, default=RELEASE, help="the released notebook")
    arguments = parser.parse_args()
    handed_in = make_class(arguments.folder, arguments.release)
    for student, files in handed_in.items():
        size = sum(len(content) for content in files.values()) / 1000
        points = EXPECTED[student]["points"]
        expected = "attention" if points is None else f"{points:g} of 14"
        print(f"{student:10} {size:9.1f} kB  {expected:>9}  {SUBMISSIONS[student].__doc__}")
    total = sum(len(content) for files in handed_in.values() for content in files.values()) / 1e6
    print(f"{len(handed_in)} submissions, {total:.1f} MB, in {arguments.folder}")


if __name__ == "__main__":
    main()
