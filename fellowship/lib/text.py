"""Words people write: cleaned on the way in, made safe on the way out."""

import difflib
import re
import unicodedata
from functools import lru_cache

import nh3
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

TITLE_LIMIT = 200
WORDS_LIMIT = 20_000  # characters in one field: about seven pages

LINKS_TO = ("http:", "https:", "mailto:")
ALLOWED_TAGS = {"p", "ul", "ol", "li", "blockquote", "a", "strong", "em", "br"}
ALLOWED_ATTRIBUTES = {"*": {"dir"}, "a": {"href"}, "ol": {"start"}}

# Control characters, lone surrogates, and the marks that turn the direction of text around them for good.
# Tab and new line stay; so do the harmless direction marks and the joiners that emoji are made with.
UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u202a-\u202e]")

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
TITLES = {"dr", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "sir", "dame", "lord", "lady", "rev"}
LETTERS_WITHOUT_ACCENTS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ŧ": "t"}
)
MOST_COMPARISONS = 250_000  # pairs of changed words looked at one by one: well under a second


def clean(text: str, *, limit: int) -> str:
    """Text as it is kept: composed Unicode (NFC), no control characters, lines ended by a new line.

    Text longer than `limit` characters is refused, never cut: ValueError with a sentence.
    """
    if len(text) > limit * 4:  # hopeless; do not work on it
        raise _too_long(len(text), limit)
    kept = UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = unicodedata.normalize("NFC", kept)
    if len(kept) > limit:
        raise _too_long(len(kept), limit)
    return kept


def _too_long(length: int, limit: int) -> ValueError:
    return ValueError(
        _("This is %(length)s characters long. It can be at most %(limit)s characters.")
        % {"length": f"{length:,}", "limit": f"{limit:,}"}
    )


class _Reader(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        return url.lower().startswith(LINKS_TO)


def _reader() -> MarkdownIt:
    """Paragraphs, bold, italic, lists, quotes, links and line breaks. All else stays as typed."""
    reader = _Reader("zero", {"breaks": True, "maxNesting": 12})
    reader.enable(
        ["list", "blockquote", "newline", "escape", "emphasis", "balance_pairs", "link", "autolink"]
    )
    return reader.enable(["fragments_join", "text_join"])


_READER = _reader()
SHORT, KEPT = 4_000, 1_000  # characters; texts: a few megabytes at the very most


def to_html(markdown: str) -> Markup:
    """Safe HTML from the Markdown people may write; each block finds its own direction (dir="auto").

    Text over WORDS_LIMIT was not written here; it is shown as plain lines, so that no text takes long.
    A page of a story has sixty texts that are read again and again, so those shown last are kept.
    """
    if len(markdown) > WORDS_LIMIT:
        lines = escape(UNWANTED.sub("", markdown)).replace("\n", Markup("<br>\n"))
        return Markup('<p dir="auto">%s</p>') % lines
    return _kept_html(markdown) if len(markdown) <= SHORT else _html(markdown)


def _html(markdown: str) -> Markup:
    tokens = _READER.parse(markdown)
    for token in tokens:
        if token.nesting == 1:
            token.attrSet("dir", "auto")
    return Markup(  # noqa: S704 - nh3 has just cleaned it
        nh3.clean(
            _READER.renderer.render(tokens, _READER.options, {}),
            tags=ALLOWED_TAGS,
            attributes=ALLOWED_ATTRIBUTES,
            url_schemes={scheme.rstrip(":") for scheme in LINKS_TO},
            link_rel="noopener noreferrer nofollow",
        )
    )


_kept_html = lru_cache(KEPT)(_html)


def first_words(text: str, count: int) -> str:
    """The first words of a Markdown text, without its marks, for a line in a list."""
    start = text[: count * 20]
    words = " ".join(_plain(token) for token in _READER.parse(start) if token.type == "inline").split()
    if len(words) <= count and len(start) == len(text):
        return " ".join(words)
    return " ".join(words[:count]) + "…"


def _plain(inline: Token) -> str:
    shown = {"softbreak": " ", "hardbreak": " "}
    return "".join(shown.get(child.type, child.content) for child in inline.children or [])


def for_spreadsheet(value: object) -> object:
    """The value, with text that a spreadsheet would run as a formula made inert by a leading apostrophe.

    Source: OWASP, "CSV Injection": = + - @ tab and carriage return, and their full-width forms.
    Numbers and dates are left alone.
    """
    if isinstance(value, str) and value.lstrip(" ").startswith(STARTS_A_FORMULA):
        return f"'{value}"
    return value


def initials(name: str) -> str:
    """“AA” from “Dr Amara Abiola”: first and last word, titles left out; empty where there is no letter."""
    words = [word for word in re.findall(r"[^\W_][^\s]*", name) if word.rstrip(".").lower() not in TITLES]
    return "".join(word[0].upper() for word in words[:1] + words[1:][-1:])


def sort_key(name: str) -> str:
    """Sorts as the database's lower(unaccent(name)) does, so “Östlund” stands among the Os."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return plain.casefold().translate(LETTERS_WITHOUT_ACCENTS)


def difference(before: str, after: str) -> list[tuple[str, str]]:
    """What changed, word by word: pairs of "same", "removed" or "added" and the words.

    Same and removed words together give `before`, same and added words `after`. Where two texts share
    so little that comparing words would take long, whole lines are compared, or one text replaces the other.
    """
    for pieces in (r"\S+\s*|\s+", r"[^\n]*\n|[^\n]+"):
        old, new = re.findall(pieces, before), re.findall(pieces, after)
        head = _shared(old, new)
        tail = _shared(old[head:][::-1], new[head:][::-1])
        middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
        if len(middle_old) * len(middle_new) <= MOST_COMPARISONS:
            middle = _compared(middle_old, middle_new)
            return _joined([("same", old[:head]), *middle, ("same", old[len(old) - tail :])])
    return _joined([("removed", [before]), ("added", [after])])


def _shared(old: list[str], new: list[str]) -> int:
    """How many pieces both lists begin with."""
    return next(
        (n for n, (one, other) in enumerate(zip(old, new, strict=False)) if one != other),
        min(len(old), len(new)),
    )


def _compared(old: list[str], new: list[str]) -> list[tuple[str, list[str]]]:
    changes: list[tuple[str, list[str]]] = []
    for act, a, b, c, d in difflib.SequenceMatcher(None, old, new).get_opcodes():
        if act == "equal":
            changes.append(("same", old[a:b]))
        else:
            changes += [("removed", old[a:b]), ("added", new[c:d])]
    return changes


def _joined(changes: list[tuple[str, list[str]]]) -> list[tuple[str, str]]:
    """Neighbours of one kind made one, empty ones left out."""
    joined: list[tuple[str, str]] = []
    for kind, pieces in changes:
        words = "".join(pieces)
        if joined and joined[-1][0] == kind:
            joined[-1] = (kind, joined[-1][1] + words)
        elif words:
            joined.append((kind, words))
    return joined
