"""What a student's cell showed, made safe to keep."""

import base64
import struct
import time
from html.parser import HTMLParser

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.running import outputs
from autograder.running.outputs import clean_outputs, sanitize_html, sanitize_markdown

quick = settings(deadline=None, max_examples=100, derandomize=True)


def png(width, height):
    """As much of a PNG as says how large it is."""
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height)
    return base64.b64encode(head + bytes(20)).decode()


def jpeg(width, height, frame=0xC0, before=b"\xff\xe0\0\x10JFIF" + bytes(10)):
    """As much of a JPEG as says how large it is."""
    sides = struct.pack(">HH", height, width)
    body = b"\xff\xd8" + before + b"\xff" + bytes([frame]) + b"\0\x0b\x08" + sides + bytes(9)
    return base64.b64encode(body).decode()


PNG, JPEG = png(640, 480), jpeg(640, 480)


class Page(HTMLParser):
    """The elements and attributes that a browser would see."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    @property
    def tags(self):
        return {tag for tag, _ in self.found}

    @property
    def attributes(self):
        return {name for _, attrs in self.found for name in attrs}


def acts(html):
    """What in a page runs, loads or leads somewhere it should not."""
    bad = []
    for tag, attrs in Page(html).found:
        bad += [tag] if tag in {"script", "style", "iframe", "object", "img", "svg", "form"} else []
        for name, value in attrs.items():
            scheme = "".join(c for c in (value or "").lower() if c > " ").partition(":")[0]
            if name.startswith("on") or name in ("style", "src", "srcset"):
                bad.append(name)
            if name == "href" and scheme in ("javascript", "vbscript", "data", "file"):
                bad.append(value)
    return bad


def shown(**bundle):
    """The data of one cleaned display."""
    data = {k.replace("_", "/"): v for k, v in bundle.items()}
    (output,) = clean_outputs([{"output_type": "display_data", "data": data}])
    return output["data"]


# -- kinds --------------------------------------------------------------------


def test_a_stream_keeps_its_name_and_text():
    raw = [
        {"output_type": "stream", "name": "stdout", "text": "hello\n"},
        {"output_type": "stream", "name": "stderr", "text": "oh\n"},
    ]
    assert clean_outputs(raw) == raw


@pytest.mark.parametrize("name", [None, 3, "<b>", ["stderr"]])
def test_a_stream_of_an_unknown_name_goes_to_stdout(name):
    (output,) = clean_outputs([{"output_type": "stream", "name": name, "text": "x"}])
    assert output["name"] == "stdout"


@pytest.mark.parametrize("text", ["", None, 7, ["lines"], "\x1b[0m\x00"])
def test_a_stream_without_text_is_dropped(text):
    assert clean_outputs([{"output_type": "stream", "name": "stdout", "text": text}]) == []


def test_an_error_keeps_its_name_words_and_traceback_without_colours():
    raw = {"output_type": "error", "ename": "ValueError", "evalue": "\x1b[31mno\x1b[0m"}
    raw["traceback"] = ["\x1b[31mline\x1b[39m", 3]
    assert clean_outputs([raw]) == [
        {"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": ["line", ""]}
    ]


def test_an_error_is_cut_to_a_length_that_people_read():
    raw = {"output_type": "error", "ename": "E" * 999, "evalue": "v" * 9999, "traceback": "x"}
    (output,) = clean_outputs([raw])
    assert (len(output["ename"]), len(output["evalue"])) == (200, 2000)
    assert output["traceback"] == []
    (output,) = clean_outputs([raw | {"traceback": ["x"] * 99}])
    assert len(output["traceback"]) == 50


@pytest.mark.parametrize(
    ("claimed", "kept"),
    [
        (3, 3),
        (0, 0),
        (999_999, 999_999),
        (10**6, None),
        (-1, None),
        (10**9, None),
        (True, None),
        ("3", None),
        (None, None),
    ],
)
def test_a_result_keeps_a_sensible_count(claimed, kept):
    raw = {"output_type": "execute_result", "data": {"text/plain": "1"}}
    (output,) = clean_outputs([raw | {"execution_count": claimed, "metadata": {"x": 1}}])
    assert output == raw | {"execution_count": kept, "metadata": {}}


@pytest.mark.parametrize("raw", [None, {}, "x", 3, [None], [[]], [{}], [{"output_type": "comm"}]])
def test_what_is_no_output_is_dropped(raw):
    assert clean_outputs(raw) == []


def test_of_very_many_outputs_the_first_are_kept():
    raw = [{"output_type": "stream", "name": "stdout", "text": f"{n}"} for n in range(500)]
    assert clean_outputs(raw) == raw[: outputs.MAX_OUTPUTS]


# -- data ---------------------------------------------------------------------


def test_pictures_tables_and_text_are_kept():
    data = {"image/png": PNG, "image/jpeg": JPEG, "text/html": "<b>x</b>", "text/plain": "x"}
    assert shown(**{k.replace("/", "_"): v for k, v in data.items()}) == data


@pytest.mark.parametrize(
    "mime",
    ["image/svg+xml", "application/javascript", "text/latex", "text/markdown", "application/json",
     "application/vnd.jupyter.widget-view+json", "image/gif"],
)  # fmt: skip
def test_data_of_another_kind_is_dropped(mime):
    assert shown(**{mime: "alert(1)"}) == {"text/plain": ""}


@pytest.mark.parametrize(
    "value",
    ["", "x", "ä", "\ud800", JPEG, "PHN2Zz48L3N2Zz4=", "data:image/png;base64," + PNG, "iVBO="],
)
def test_a_picture_that_does_not_begin_as_one_is_dropped(value):
    assert "image/png" not in shown(image_png=value)


def test_a_picture_is_put_on_one_line_and_can_break_out_of_nothing():
    broken = PNG[:8] + '\n"> <script>' + PNG[8:]
    data = shown(image_png=broken)
    assert "image/png" not in data or set(data["image/png"]) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
    )
    assert shown(image_png=PNG[:8] + "\n" + PNG[8:])["image/png"] == PNG


@pytest.mark.parametrize("data", [None, [], "x", {3: "x"}, {"text/plain": None}, {"image/png": {}}])
def test_data_of_the_wrong_type_leaves_an_empty_display(data):
    (output,) = clean_outputs([{"output_type": "display_data", "data": data}])
    assert output["data"] == {"text/plain": ""}


@pytest.mark.parametrize("kind", ["png", "jpeg"])
@pytest.mark.parametrize(
    ("size", "kept"),
    [
        ((700, 420), True), ((6000, 6000), True), ((65_535, 1), True),
        ((60_000, 60_000), False), ((2**16 - 1, 2**16 - 1), False), ((0, 0), False),
        ((0, 9), False),
    ],
)  # fmt: skip
def test_a_picture_that_asks_a_browser_for_gigabytes_is_dropped(kind, size, kept):
    picture = {"png": png, "jpeg": jpeg}[kind](*size)
    assert (f"image/{kind}" in shown(**{f"image_{kind}": picture})) == kept


@pytest.mark.parametrize("size", [(2**16, 2**16), (2**31, 1), (2**31, 2**31)])
def test_no_side_of_a_png_is_too_long_to_be_counted(size):
    assert "image/png" not in shown(image_png=png(*size))


@pytest.mark.parametrize("frame", [0xC1, 0xC2, 0xC9, 0xCA])
def test_a_jpegs_size_is_found_whatever_its_coding(frame):
    assert "image/jpeg" in shown(image_jpeg=jpeg(9, 9, frame))
    assert "image/jpeg" not in shown(image_jpeg=jpeg(60_000, 60_000, frame))


def test_a_small_jpeg_in_front_hides_no_large_one():
    thumbnail = base64.b64decode(jpeg(9, 9))
    hidden = b"\xff\xe1" + struct.pack(">H", 2 + len(thumbnail)) + thumbnail
    assert "image/jpeg" not in shown(image_jpeg=jpeg(60_000, 60_000, before=hidden))
    assert "image/jpeg" in shown(image_jpeg=jpeg(9, 9, before=hidden))


@pytest.mark.parametrize(
    "before",
    [
        b"\xff" * 40,  # a decoder may skip these, and so come to another size than we
        b"x",
        b"\xff\xc4\xff\xff",
        b"\xff\xe0\0\2" * (outputs.MAX_SEGMENTS + 1),
    ],
    ids=["filled", "garbage", "beyond the end", "without end"],
)
def test_a_jpeg_that_is_not_plain_about_its_size_is_dropped(before):
    assert "image/jpeg" not in shown(image_jpeg=jpeg(9, 9, before=before))


@pytest.mark.parametrize("length", [*range(8), 12, 16, 20, 24, 28, 30])
@pytest.mark.parametrize("picture", [PNG, JPEG], ids=["png", "jpeg"])
def test_a_picture_cut_short_is_dropped_or_says_its_size(picture, length):
    cut = base64.b64encode(base64.b64decode(picture)[:length]).decode()
    data = shown(image_png=cut, image_jpeg=cut)
    assert length >= 24 or data == {"text/plain": ""}


@pytest.mark.parametrize(
    "html",
    [
        "<b>" * 65,
        "<B >" * 65,
        "<a\nhref=x>" * 65,
        "<td>" * 10_001,
        "x" * (outputs.MAX_HTML + 1),
        "<i>" * 5000 + "<p>" * 5000,
    ],
    ids=lambda html: html[:12],
)
def test_html_that_would_take_for_ever_to_clean_is_dropped_and_its_text_kept(html):
    started = time.process_time()
    assert shown(text_html=html, text_plain="the same") == {"text/plain": "the same"}
    assert time.process_time() - started < 1


def test_html_of_an_honest_size_is_kept():
    row = "<tr><td>1</td><td><code>x</code></td></tr>"
    html = f"<table><tbody>{row * 60}</tbody></table>"
    assert shown(text_html=html)["text/html"] == html


@pytest.mark.parametrize(
    ("raw", "weight"),
    [
        ("abc", 3),
        (["ab", {"text": "cde"}], 5),
        ([{"data": {"image/png": "x" * 240, "text/html": "x" * 160}}], 175),
        ([None, 3, b"x", True], 0),
        ({3: "abc"}, 3),
    ],
)
def test_outputs_weigh_what_they_hold_a_picture_a_sixteenth(raw, weight):
    assert outputs.weight(raw) == weight


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=6,
)
odd_outputs = st.fixed_dictionaries(
    {
        "output_type": st.sampled_from(["stream", "error", "display_data", "execute_result"])
        | json_values
    },
    optional={
        "name": json_values,
        "text": st.text(st.characters(), max_size=40) | json_values,
        "ename": json_values,
        "evalue": st.text(st.characters()) | json_values,
        "traceback": st.lists(st.text(st.characters(), max_size=9) | json_values) | json_values,
        "data": st.dictionaries(
            st.sampled_from(["text/html", "text/plain", "image/png", "x"]),
            st.sampled_from([PNG, "<script>"]) | st.text(st.characters()) | json_values,
        )
        | json_values,
        "metadata": json_values,
        "execution_count": json_values,
    },
)


@quick
@given(st.lists(odd_outputs | json_values, max_size=5))
def test_whatever_is_claimed_what_is_kept_is_a_sound_notebook(raw):
    cleaned = clean_outputs(raw)
    cell = nbformat.v4.new_code_cell("", outputs=[nbformat.from_dict(o) for o in cleaned])
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))
    nbformat.writes(nbformat.v4.new_notebook(cells=[cell])).encode()
    assert clean_outputs(cleaned) == cleaned


# -- formulas -----------------------------------------------------------------


FORMULAS_THAT_ACT = [
    r"\href{/formgrader/?path=/tmp}{x}", r"\let\k=\href\k{x}", r"\style{position:fixed}{x}",
    r"\class{total}{x}", r"\cssId{x}{y}", r"\bbox[background:url(//evil)]{x}",
    r"\rlap{\smash{\raise{9em}{\rule{9em}{9em}}}}", r"x \\[-9em] y", r"\hspace{-9em}x",
    r"\toggle{x}{y}\endtoggle", r"\mmlToken{mi}[href=x]{y}", r"\require{html}", r"\mathllap{x}",
]  # fmt: skip


@pytest.mark.parametrize("formula", FORMULAS_THAT_ACT)
def test_a_formula_that_acts_is_none_for_mathjax_and_still_readable(formula):
    disarmed = sanitize_markdown(f"${formula}$")
    assert disarmed.replace("\u200b", "") == f"${formula}$"
    assert sanitize_html(f"<p>${formula}$</p>") == f"<p>{disarmed}</p>"
    # MathJax reads a command as letters after a backslash, or one sign.
    assert "\\\u200b" in disarmed


@pytest.mark.parametrize(
    "formula",
    [
        r"\frac{1}{n}\sum_{i=1}^n \ell(x, \xi_i)", r"\begin{pmatrix}a&b\\c&d\end{pmatrix}",
        r"\lambda_{\min} < 0 \quad \text{and} \quad \nabla f = 0",
        r"\operatorname*{arg\,min}_x f(x) \raisebox", r"x \\[2pt] y", r"\widetilde{f} \urlx",
    ],
)  # fmt: skip
def test_a_formula_of_mathematics_stays_as_it_is(formula):
    assert sanitize_markdown(f"${formula}$") == f"${formula}$"


# -- html ---------------------------------------------------------------------


def test_a_table_keeps_its_structure():
    table = '<table><thead><tr><th colspan="2">a</th></tr></thead><tbody><tr><td rowspan="2">1</td>'
    table += "</tr></tbody></table>"
    assert sanitize_html(table) == table


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVa\tScRiPt:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    "<iframe src=//evil></iframe>",
    "<style>body{display:none}</style>",
    '<p style="position:fixed;inset:0">x</p>',
    '<div onclick="alert(1)">x</div>',
    "<form action=//evil><input></form>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<!--><script>alert(1)</script>-->",
    "<scr<script>ipt>alert(1)</script>",
    '"><script>alert(1)</script>',
    "<object data=//evil></object><embed src=//evil><link rel=stylesheet href=//evil>",
    "<b <script>alert(1)</script>0",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_html_that_acts_is_taken_out_of_a_display(attack):
    html = shown(text_html=f"<b>kept</b>{attack}")["text/html"]
    assert "<b>kept</b>" in html
    assert acts(html) == []


@quick
@given(st.text("<>/=\"' \n&#;:!-", max_size=60) | st.text(st.characters(), max_size=60))
def test_cleaned_html_stays_as_it_is_when_cleaned_again(text):
    html = sanitize_html(text)
    assert acts(html) == []
    assert sanitize_html(html) == html


@pytest.mark.parametrize("broken", ["\ud800", "\x00", "\x1b[31m", "\ufffe"])
def test_html_loses_characters_that_no_page_may_hold(broken):
    html = shown(text_html=f"<td>a{broken}b</td>")["text/html"]
    assert html.encode().startswith(b"a")
    assert broken[0] not in html


# -- markdown for formgrader --------------------------------------------------


def formgrader(markdown):
    """A page as formgrader makes it of a cell: nbconvert's markdown, unsanitised."""
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    return markdown2html_mistune(sanitize_markdown(markdown))


MARKDOWN_ATTACKS = [
    *ATTACKS,
    "[x](javascript:alert(1))",
    "[x](JAVASCRIPT :alert(1))",
    "[x]( javascript:alert(1) 'title')",
    "[x](<javascript:alert(1)>)",
    "[x](java&#115;cript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](java&amp;#115;cript:alert(1)) [x](javascript&amp;amp;colon;alert(1))",
    "[x](java&#x73;cript:alert(1)) [x](java&#115cript:alert(1))",
    "[x](vbscript:x) [y](data:text/html;base64,PHNjcmlwdD4=) [z](file:///etc/passwd)",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "\\<script>alert(1)</script>",
    "`` ` ``<script>alert(1)</script>",
    "$<script>alert(1)</script>$ $$\n<img src=x onerror=alert(1)>\n$$",
    "\\begin{x}<script>alert(1)</script>\\end{x}",
    "<\x00script>alert(1)</script>",
    "```html\n<script>alert(1)</script>\n```",
    "    <script>alert(1)</script>",
    "<!-- --><script>alert(1)</script>",
    "<?php ?><script>alert(1)</script>",
]


@pytest.mark.parametrize("attack", MARKDOWN_ATTACKS)
def test_no_markdown_of_a_student_acts_in_the_instructors_browser(attack):
    assert acts(formgrader(f"before\n\n{attack}\n\nafter")) == []


def test_without_disarming_the_same_markdown_would_act():
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    raw = [a for a in MARKDOWN_ATTACKS if acts(markdown2html_mistune(a))]
    assert len(raw) > 10


@pytest.mark.parametrize("word", ["attachment", "ATTACHMENT ", "data", "javascript\t"])
def test_no_scheme_keeps_its_colon(word):
    assert f"{word}:" not in sanitize_markdown(f"![x]({word}:a.png)")
    assert word.strip() in sanitize_markdown(f"![x]({word}:a.png)")


@pytest.mark.parametrize(
    "text",
    [
        "![x](http://evil/1.png)", "![](//evil/1.png)", "![x](<http://evil/1.png>)",
        "![x](http://evil/1.png 't')", "![x][r]\n\n[r]: http://evil/1.png", "![r]\n\n[r]: /1.png",
        "[![x](http://evil/1.png)](http://evil/)", "[x](/formgrader/?path=mine)",
        "[x](http://localhost:8888/formgrader/?path=mine)", "[x][r]\n\n[r]: ../x", "<http://evil/>",
        "http://localhost:8888/formgrader/?path=mine", "hHTTP://TTP://evil/", "https://evil/",
        "x[^1]\n\n[^1]: ![x](http://evil/1.png)", "| ![x](/1.png) |\n| --- |\n| [x](/2) |",
        "# ![x](/1.png)", "> - ![x](/1.png)", "**[x](/1)** $[x](/1)$ ![\nx\n](/1.png)",
    ],
)  # fmt: skip
def test_nothing_in_a_students_markdown_loads_or_leads_anywhere_in_formgrader(text):
    found = Page(formgrader(text)).found
    assert not [attrs for tag, attrs in found if tag == "a" and attrs["href"][0] != "#"]
    assert "img" not in {tag for tag, _ in found}


@pytest.mark.parametrize(
    "text",
    [
        "# check-risks", "###### check-risks ######", "check-risks\n===", "check-risks\n-",
        "> # check-risks", "> check-risks\n> ===", "- # check-risks", "1. check-risks\n   ---",
        "# **check**-`risks`", "# check risks", "x\n\ncheck-\\\nrisks\n= ", "   #\tcheck-risks\t",
    ],
)  # fmt: skip
def test_no_heading_of_a_student_is_taken_for_a_field_of_formgrader(text):
    ids = [attrs["id"] for _, attrs in Page(formgrader(text)).found if "id" in attrs]
    assert not [i for i in ids if "".join(i.split()) in ("check-risks", "check-risks-")]


def test_a_heading_stays_a_heading():
    assert "<h2" in formgrader("## My answer")


def test_disarmed_markdown_is_still_readable():
    html = formgrader("**bold**, R&D, `x<y`, 1 < 2, [a link](https://d2l.ai?x=1&y=2)")
    assert "<strong>bold</strong>" in html
    assert "[a link]\u200b(https:\u200b//d2l.ai?x=1&amp;y=2)" in html
    assert "R&amp;D" in html
    assert "1 &lt; 2" in html


@pytest.mark.parametrize(
    "place",
    [
        "https://d2l.ai",
        "http://localhost:8888/formgrader/?path=mine",
        "/x",
        "../x",
        "//evil/",
        "#x",
    ],
)
def test_a_link_in_html_leads_nowhere_and_keeps_its_text(place):
    assert sanitize_html(f"<a href='{place}' target=_blank>x</a>") == "<a>x</a>"
