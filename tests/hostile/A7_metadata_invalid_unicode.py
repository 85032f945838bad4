# Uses invalid UTF-8, lone surrogates, NUL, bidi overrides and non-characters, in text and in keys.
import json
def notebook(release: dict) -> bytes:
    for cell in release["cells"]:
        if cell["id"] == "risks":
            cell["source"] += "\n# \ud800 \udfff \u0000 \u202e \ufffe \uffff \x1b[2J \x9b31m"
    release["cells"].append({"cell_type": "markdown", "metadata": {"\ud800": "\u0000"}, "id": "\ud800",
                             "source": "\ud800 \u0000 \u202e txt \x1b]0;x\x07"})
    release["cells"].append({"cell_type": "code", "metadata": {}, "outputs": [], "id": "\x00",
                             "source": "print('\\ud800', chr(0), chr(0x202e), '\\x1b[2J')"})
    return json.dumps(release).encode().replace(b'"x1"', b'"\xff\xfe"') + b" \n"
