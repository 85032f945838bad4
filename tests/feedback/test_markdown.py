"""Markdown with formulas → HTML that needs no script."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.feedback.markdown import render

ALLOWED = {
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li",
    "ol", "p", "pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul", "math", "mrow",
    "mi", "mn", "mo", "msup", "msub", "msubsup", "mfrac", "msqrt", "mroot", "munder", "mover",
    "munderover", "mtable", "mtr", "mtd", "mspace",
}  # fmt: skip


class Page(HTMLParser):
    """The elements, attributes and text of a page, and whether its tags are balanced."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.text, self.open = [], [], "", []
        self.balanced = True
        self.feed(html)
        self.close()
        self.balanced = self.balanced and not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in ("br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        self.balanced = self.balanced and bool(self.open) and self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def assert_harmless(html):
    page = Page(html)
    assert set(page.tags) <= ALLOWED
    assert {name for name, _ in page.attributes} <= {
        "href",
        "rel",
        "display",
        "stretchy",
        "mathvariant",
    }
    for name, value in page.attributes:
        assert name != "href" or re.match(r"https?:|[^:]*$|[^:]*[/?#]", value), value
    assert page.balanced
    return page


# -- prose --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**bold** and *slanted*", "<strong>bold</strong> and <em>slanted</em>"),
        ("~~gone~~", "<del>gone</del>"),
        ("# Title", "<h1>Title</h1>"),
        ("- a\n- b", "<li>a</li>\n<li>b</li>"),
        ("`x < y`", "<code>x &lt; y</code>"),
        ("|a|b|\n|-|-|\n|1|2|", "<td>1</td>"),
        ("> said", "<blockquote>\n<p>said</p>"),
        ("1 < 2 & 3 > 2", "1 &lt; 2 &amp; 3 &gt; 2"),
    ],
)
def test_ordinary_markdown_is_rendered(text, html):
    assert html in render(text)


def test_a_link_to_the_web_is_kept_and_gives_nothing_away():
    page = assert_harmless(render("[book](https://d2l.ai/x?y=1)"))
    assert page.attributes == [
        ("href", "https://d2l.ai/x?y=1"),
        ("rel", "noopener noreferrer nofollow"),
    ]


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![x](https://evil/track.png)",
        "![x](x 'onerror=alert(1)')",
        "[x](javascript:alert(1))",
        "[x](java&#115;cript:alert(1))",
        "[x](javascript&colon;alert(1))",
        "[x](data:text/html,x)",
        "[x][1]\n\n[1]: javascript:alert(1)",
        "<javascript:alert(1)>",
        "<div style='position:fixed'>x</div>",
        "```<script>\nalert(1)\n```",
        "$<img src=x onerror=alert(1)>$",
        "$\\text{<script>alert(1)</script>}$",
        "$$\\unknown{<svg onload=alert(1)>}$$",
        "$\\href{javascript:alert(1)}{x}$",
        '[a](https://d2l.ai "$y$")',
        "[a](https://d2l.ai '$\\frac{1}{2}$')",
        "[a](https://d2l.ai/$y$)",
        "![$y$](https://d2l.ai/x.png)",
        "<https://d2l.ai/$x$>",
        "\ue0000\ue001 \ue0009\ue001",
        "&#xe000;9&#xe001; `&#xe000;9&#xe001;`",
        "[&#xe000;9&#xe001;](https://d2l.ai/&#xe000;9&#xe001; '&#xe000;9&#xe001;')",
        "$x$ &#57344;0&#57345;",
    ],
)
def test_nothing_of_a_students_markdown_acts_loads_or_breaks_out(attack):
    assert_harmless(render(f"before\n\n{attack}\n\nafter"))


def test_raw_html_shows_as_text():
    assert "<b>not bold</b>" in Page(render("<b>not bold</b>")).text


@settings(deadline=None, max_examples=250, derandomize=True)
@given(
    st.text(st.characters(), max_size=60)
    | st.text("$\\{}_^[]()<>\"'!*`~|\n #&;:ax1\ue000\ue001", max_size=60)
)
def test_any_text_gives_harmless_html(text):
    assert_harmless(render(text.encode("utf-8", "replace").decode()))


@pytest.mark.parametrize(
    "part", ["[", "![", "*a", "`", "> ", "$", "$$a", "\\", "_a", "[a](", "|a|\n|-|\n", "$\\frac{"]
)  # fmt: skip
def test_no_text_makes_rendering_slow(part):
    started = time.process_time()
    render(part * 3000)
    assert time.process_time() - started < 5


# -- formulas -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("tex", "parts"),
    [
        ("x^2", ["<msup>"]),
        (r"\frac{1}{\sqrt{n}}", ["<mfrac>", "<msqrt>"]),
        (r"\xi_i", ["<msub>", "ξ"]),
        (r"\sum_{i=1}^n x_i", ["∑"]),
        ("f'(x)", ["<mo>′</mo>"]),
        (r"\cos(5 \pi x)", ["cos", "π"]),
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", ["<mtable>", "<mtd>"]),
        (r"\hat{y} \le 0 < 1", ["<mover>", "≤", "&lt;"]),
    ],
)
def test_tex_becomes_mathml(tex, parts):
    html = render(f"so ${tex}$ it is")
    assert all(part in html for part in ['<math display="inline">', *parts])
    assert "$" not in html
    assert_harmless(html)


def test_a_displayed_formula_may_span_lines():
    html = render("$$\nf(x)\n= x\n$$")
    assert '<math display="block">' in html


def test_underscores_and_stars_in_a_formula_are_no_emphasis():
    html = render("$a_1 * b_2 * c_3$ and $d_1$")
    assert "<em>" not in html
    assert html.count("<math") == 2


@pytest.mark.parametrize("text", ["it costs $5 or $6", "a $ b $ c", r"\$x\$", "$", "$$", "US$5$x"])
def test_a_dollar_sign_is_not_always_a_formula(text):
    assert "<math" not in render(text)


@pytest.mark.parametrize("tex", ["\\frac{1}", "{" * 2000, "\\begin{x}", "}", "\\left("])
def test_a_formula_that_cannot_be_converted_shows_as_its_source_or_in_part(tex):
    page = assert_harmless(render(f"before ${tex}$ after"))
    assert "before" in page.text
    assert "after" in page.text
    assert "\ue000" not in page.text


def test_the_source_of_a_broken_formula_is_escaped():
    assert "<code>\\begin{&lt;b&gt;</code>" in render("$\\begin{<b>$")


def test_many_formulas_come_back_each_in_its_place():
    html = render(" ".join(f"${n}$" for n in range(30)))
    assert re.findall(r"<mn>(\d+)</mn>", html) == [str(n) for n in range(30)]
