"""Runs typst once, as a process of its own: what is to be set comes in, the file goes out (typesetting.py).

`pdf TEMPLATE` with its data makes a PDF/UA-1, `png PIXELS_AN_INCH` with an SVG makes a picture of it.
Nothing of ours is imported here, so that it starts at once.

The fonts of a PDF are those typst brings along, so that a page is the same on every machine. What they
have no letters for becomes a box, since PDF/UA allows no letter without a shape.
"""

import re
import sys
from pathlib import Path

import typst

NO_LETTER = re.compile(r'the text `"(.+?)"` could not be displayed')
BOX = "□"
# Letters that the fonts have for certain are Latin, Greek and Cyrillic; the rest is the last resort's box.
NOT_PLAIN = re.compile(r"[^\x20-\x7e\xa0-\u024f\u0370-\u04ff\u200b\u2010-\u203a\u20ac\u25a1]")
MOST_TRIES = 20
PAGE = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.drawing), format: "svg")"""


def pdf_of(template: bytes, data: str) -> bytes:
    for _try in range(MOST_TRIES):
        try:
            return _compiled(template, data)
        except typst.TypstError as error:
            missing = NO_LETTER.findall(error.diagnostic)
            if not missing:  # signs that only join others, and have none left to join
                break
            for letters in missing:
                data = data.replace(_unescaped(letters), BOX)
    return _compiled(template, NOT_PLAIN.sub(BOX, data))


def _compiled(template: bytes, data: str) -> bytes:
    return typst.compile(template, sys_inputs={"data": data}, pdf_standards="ua-1", ignore_system_fonts=True)


def _unescaped(letters: str) -> str:
    r"""typst writes some signs as \u{10ffff}."""
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda match: chr(int(match[1], 16)), letters)


def png_of(svg: str, pixels_an_inch: float) -> bytes:
    return typst.compile(PAGE, format="png", ppi=pixels_an_inch, sys_inputs={"drawing": svg})


if __name__ == "__main__":
    what, how = sys.argv[1:]
    given = sys.stdin.buffer.read().decode()
    made = pdf_of(Path(how).read_bytes(), given) if what == "pdf" else png_of(given, float(how))
    sys.stdout.buffer.write(made)
