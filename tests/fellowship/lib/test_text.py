import unicodedata
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fellowship.lib.text import (
    TITLE_LIMIT,
    WORDS_LIMIT,
    clean,
    difference,
    first_words,
    for_spreadsheet,
    initials,
    sort_key,
    to_html,
)
from tests.fellowship.lib.timing import taking_less_than

MEGABYTE = 1_000_000
HOSTILE = [
    "[",
    "[a](",
    "![",
    "*a_ ",
    "**a ",
    "> ",
    "- ",
    "\n",
    "<",
    "<a:",
    "\\",
    "*_[(<>",
    "- a\n",
    ">\n",
    "](",
    "</p>",
]


def test_clean_makes_one_kind_of_line_end_and_drops_control_characters():
    assert clean("a\r\nb\rc\x00\x07\td\u202e\ufeff\x85", limit=100) == "a\nb\nc\td"


def test_clean_composes_letters():
    assert clean("Sia\u0302n", limit=10) == "Siân"


@pytest.mark.parametrize("text", ["👩🏽‍⚕️ went home", "שלום עולם", "مرحبا", "नमस्ते", "𝔘nicode"])
def test_clean_keeps_emoji_and_every_script(text):
    assert clean(text, limit=100) == unicodedata.normalize("NFC", text)


def test_clean_refuses_what_is_too_long_and_never_cuts():
    assert clean("x" * TITLE_LIMIT, limit=TITLE_LIMIT) == "x" * TITLE_LIMIT
    with pytest.raises(ValueError, match=r"This is 201 characters long\. It can be at most 200 characters\."):
        clean("x" * 201, limit=TITLE_LIMIT)
    with pytest.raises(ValueError, match="1,000,000 characters"):
        clean("x" * MEGABYTE, limit=WORDS_LIMIT)


def test_clean_counts_what_is_kept():
    assert clean("ab\r\n" * 50, limit=150) == "ab\n" * 50


@given(st.text(st.characters(), max_size=200))
def test_cleaned_text_is_clean_and_can_be_stored(text):
    once = clean(text, limit=1000)
    assert clean(once, limit=1000) == once
    assert "\x00" not in once
    once.encode("utf-8")


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("one\n\ntwo", '<p dir="auto">one</p>\n<p dir="auto">two</p>'),
        ("one\ntwo", '<p dir="auto">one<br>\ntwo</p>'),
        ("**bold** and *italic*", '<p dir="auto"><strong>bold</strong> and <em>italic</em></p>'),
        ("- a\n- b", '<ul dir="auto">\n<li dir="auto">a</li>\n<li dir="auto">b</li>\n</ul>'),
        ("3. c", '<ol start="3" dir="auto">\n<li dir="auto">c</li>\n</ol>'),
        ("> said", '<blockquote dir="auto">\n<p dir="auto">said</p>\n</blockquote>'),
        ("# Not a heading", '<p dir="auto"># Not a heading</p>'),
        ("&amp; stays as typed", '<p dir="auto">&amp;amp; stays as typed</p>'),
        ("    not code", '<p dir="auto">not code</p>'),
        ("", ""),
    ],
)
def test_markdown_people_may_write(markdown, html):
    assert to_html(markdown).strip() == html


@pytest.mark.parametrize(
    "address", ["https://example.org/a?b=1", "http://example.org", "mailto:a@example.org"]
)
def test_links_to_pages_and_mail_carry_no_trust(address):
    assert to_html(f"[here]({address})").strip() == (
        f'<p dir="auto"><a href="{address}" rel="noopener noreferrer nofollow">here</a></p>'
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "[x](/admin)",
        "<javascript:alert(1)>",
        "![x](https://example.org/pixel.png)",
        '[x](https://example.org "onmouseover=alert(1)")',
        '[x](https://example.org"onmouseover="alert(1))',
        "[x]: javascript:alert(1)\n\n[x]",
        "<style>*{display:none}</style>",
        "<svg/onload=alert(1)>",
    ],
)
def test_hostile_markdown_is_only_text(hostile):
    html = to_html(hostile)
    without_escapes = html.replace("&lt;", "").replace("&gt;", "")
    for tag in (
        "<script",
        "<img",
        "<style",
        "<svg",
        'href="j',
        'href="d',
        'href="v',
        'href="/',
        " onmouseover=",
        "title=",
    ):
        assert tag not in without_escapes


def test_right_to_left_and_emoji_survive():
    html = to_html("שלום **עולם** 👩🏽‍⚕️")
    assert 'dir="auto"' in html
    assert "<strong>עולם</strong> 👩🏽‍⚕️" in html


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("size", [WORDS_LIMIT, MEGABYTE])
def test_no_text_takes_long_to_show(piece, size):
    with taking_less_than(1):
        to_html((piece * (size // len(piece) + 1))[:size])


def test_text_longer_than_the_limit_is_shown_as_plain_lines():
    html = to_html("<b>**x**</b>\n" + "y" * WORDS_LIMIT)
    assert html.startswith('<p dir="auto">&lt;b&gt;**x**&lt;/b&gt;<br>\nyyy')


@given(st.text(st.sampled_from("*_[]()<>!#>-1.& \n\\`\"'ahtps:/"), max_size=80))
def test_html_holds_only_the_tags_we_allow(markdown):
    class Tags(HTMLParser):
        def handle_starttag(self, tag, attrs):
            assert tag in {"p", "ul", "ol", "li", "blockquote", "a", "strong", "em", "br"}
            assert {name for name, _ in attrs} <= {"dir", "href", "rel", "start"}

    Tags().feed(to_html(markdown))


def test_first_words_leave_the_marks_out():
    markdown = "> We **asked** the [ward](https://example.org)\n\n- why the board\n- is *full*"
    assert first_words(markdown, 20) == "We asked the ward why the board is full"
    assert first_words(markdown, 4) == "We asked the ward…"


def test_first_words_of_one_endless_word_end():
    assert len(first_words("x" * MEGABYTE, 10)) <= 201
    assert first_words("", 10) == ""


@pytest.mark.parametrize(
    "text", ["=1+1", "+44", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1", '=HYPERLINK("x")']
)
def test_text_for_a_spreadsheet_cannot_become_a_formula(text):
    assert for_spreadsheet(text) == "'" + text


@pytest.mark.parametrize("value", ["plain", "", "a=b", "O'Connor", 5, -5, 1.5, None, True, date(2026, 9, 7)])
def test_other_values_for_a_spreadsheet_stay_as_they_are(value):
    assert for_spreadsheet(value) == value


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Amara Abiola", "AA"),
        ("Dr Helen Ashworth", "HA"),
        ("Prof. Kwame van der Boateng", "KB"),
        ("chidi o'connor", "CO"),
        ("Björk", "B"),
        ("ظبية حسن", "ظح"),
        ("👩🏽‍⚕️", ""),
        ("  ", ""),
    ],
)
def test_initials(name, expected):
    assert initials(name) == expected


def test_names_sort_without_regard_to_accents_and_capitals():
    names = ["Zielińska", "östlund", "Okafor", "Łuczak", "Lindqvist", "O'Connor", "Øverland"]
    assert sorted(names, key=sort_key) == [
        "Lindqvist",
        "Łuczak",
        "O'Connor",
        "Okafor",
        "östlund",
        "Øverland",
        "Zielińska",
    ]


def test_difference_word_by_word():
    assert difference("Cut waits by half in a year", "Cut long waits by a third in a year") == [
        ("same", "Cut "),
        ("added", "long "),
        ("same", "waits by "),
        ("removed", "half "),
        ("added", "a third "),
        ("same", "in a year"),
    ]


def test_difference_of_equal_and_of_empty_texts():
    assert difference("same words", "same words") == [("same", "same words")]
    assert difference("", "new") == [("added", "new")]
    assert difference("old", "") == [("removed", "old")]
    assert difference("", "") == []


def rebuilt(changes, *kinds):
    return "".join(words for kind, words in changes if kind in kinds)


words = st.lists(st.sampled_from(["a ", "b ", "c\n", "d", " ", "é "]), max_size=40).map("".join)


@given(words, words)
def test_difference_loses_nothing(before, after):
    changes = difference(before, after)
    assert rebuilt(changes, "same", "removed") == before
    assert rebuilt(changes, "same", "added") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a " * 10_000, "a b " * 5_000),
        ("a b " * 5_000, "b a c " * 3_333),
        (" ".join(map(str, range(4_000))), " ".join(map(str, reversed(range(4_000))))),
        ("a\n" * 10_000, "b\na\n" * 5_000),
        ("x" * MEGABYTE, "y" * MEGABYTE),
        ("a b " * 249, "b a " * 250),
    ],
)
def test_difference_of_any_two_texts_takes_less_than_a_second(before, after):
    with taking_less_than(1):
        difference(before, after)
    assert rebuilt(difference(before, after), "same", "added") == after
