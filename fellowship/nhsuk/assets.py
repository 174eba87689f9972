"""Takes what we serve of nhsuk-frontend out of node_modules, made to stand on its own.

The package expects to be served at /assets and fetches its typeface from assets.nhs.uk, which only
services entitled to the NHS identity may use. Source maps are left out with the comments naming
them, because hashed storage refuses a reference to a file that is not there.
"""

import re
import shutil
from pathlib import Path

FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
SOURCE_MAP = re.compile(r"(/\*#\s*sourceMappingURL=[^*]*\*/|//#\s*sourceMappingURL=\S*)")
ABSOLUTE_IMAGE = re.compile(r"url\((['\"]?)/assets/images/")


class AssetsMissing(Exception):
    """nhsuk-frontend is not installed; the sentence says how to install it."""


def self_contained_css(css: str) -> str:
    css = FONT_FACE.sub("", css)
    css = ABSOLUTE_IMAGE.sub(r"url(\1images/", css)
    css = SOURCE_MAP.sub("", css)
    if "https://" in re.sub(r"http://www\.w3\.org/\S*", "", css):
        raise ValueError(
            "nhsuk-frontend's CSS refers to another host; fellowship/nhsuk/assets.py must learn it"
        )
    return css


def build_assets(*, node_modules: Path, target: Path) -> list[Path]:
    """Writes the files below `target`/nhsuk and returns them. Safe to repeat."""
    source = node_modules / "nhsuk-frontend" / "dist" / "nhsuk"
    if not source.is_dir():
        raise AssetsMissing(f"{source} is not there. Run npm ci --ignore-scripts (or make run, which does).")
    out = target / "nhsuk"
    shutil.rmtree(out, ignore_errors=True)
    (out / "images").mkdir(parents=True)
    css = out / "nhsuk-frontend.min.css"
    css.write_text(self_contained_css((source / "nhsuk-frontend.min.css").read_text()))
    script = out / "nhsuk-frontend.min.js"
    script.write_text(SOURCE_MAP.sub("", (source / "nhsuk-frontend.min.js").read_text()))
    used = sorted(set(re.findall(r"images/([\w.-]+)", css.read_text())))
    for name in used:
        shutil.copyfile(source / "assets" / "images" / name, out / "images" / name)
    return [css, script, *(out / "images" / name for name in used)]
