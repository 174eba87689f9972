import xml.etree.ElementTree as ElementTree

import pytest

from challenges.drawings.grid import bands, grid
from challenges.drawings.network import WIDE, network
from challenges.drawings.people import Seen
from challenges.drawings.posters import png_file, poster, svg_file
from tests.challenges.drawings.people import crowd, person

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("count", [0, 1, 17, 200])
def test_poster_names_everybody_inside_its_frame(count):
    seen = crowd(count)
    picture = poster("Network", "Some words. " * 30, network(seen, WIDE), seen, "You")

    assert len(picture.names) == count
    assert all(name.y < picture.height for name in picture.names)


def test_svg_file_stands_alone_and_shows_words_as_they_are():
    one = person(1, name="<script>&\"' 漢字 שלום")
    seen = [Seen(one, one.stands[0])]
    tree = ElementTree.fromstring(svg_file(poster("A & B", "C < D", grid(seen, bands(seen)), seen, "You")))
    texts = " ".join(text.text or "" for text in tree.iter(f"{SVG}text"))

    assert tree.tag == f"{SVG}svg"
    assert "<script>&\"' 漢字 שלום" in texts
    assert not list(tree.iter(f"{SVG}script"))


def test_png_file_is_a_picture():
    seen = crowd(17)
    assert png_file(poster("Grid", "Words", grid(seen, bands(seen)), seen, "You")).startswith(b"\x89PNG")
