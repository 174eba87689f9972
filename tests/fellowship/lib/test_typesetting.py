import subprocess

import psutil
import pytest

from fellowship.lib.typesetting import png_of

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="96" height="48"><path d="M0 0H9"/></svg>'


def width_of(png: bytes) -> int:
    return int.from_bytes(png[16:20], "big")


def test_picture_has_the_resolution_asked_for():
    assert width_of(png_of(SVG, pixels_an_inch=192)) == 2 * width_of(png_of(SVG, pixels_an_inch=96))


def test_setting_leaves_this_process_as_large_as_it_was():
    before = psutil.Process().memory_info().rss
    png_of(SVG)
    assert psutil.Process().memory_info().rss - before < 10 * 2**20


def test_what_is_no_drawing_is_refused():
    with pytest.raises(subprocess.CalledProcessError):
        png_of("not a drawing")
