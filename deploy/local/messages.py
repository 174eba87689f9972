"""`make messages`: every sentence of the source into each language's catalogue; `--check` only looks.

A translation is right when it has the placeholders and the marks of the original. One that is empty is no
fault: people read the English words.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from gettext import c2py
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from jinja2 import TemplateSyntaxError

from deploy.local.paths import ROOT
from fellowship.nhsuk.catalogues import build_catalogues, forms_of

SOURCES = ("challenges", "fellowship", "mentoring", "templates")
LOCALES = ROOT / "templates" / "locale"
METHODS: dict[str, tuple[str, dict[str, Any]]] = {
    ".py": ("python", {}),
    **{
        ending: (
            "jinja2.ext:babel_extract",
            {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true", "silent": "false"}
            | {"extensions": "jinja2.ext.do,jinja2.ext.loopcontrols"},
        )
        for ending in (".jinja", ".html", ".txt")
    },
}
KEYWORDS = DEFAULT_KEYWORDS | {
    "because": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)\w|%%|%d|\{\w+\}")
MARK = re.compile(r"<[^<>]+>")
LINE_LENGTH = 110


def extracted() -> Catalog:
    """What the source says today."""
    found = Catalog(project="Balcony", charset="utf-8")
    for directory in SOURCES:
        for path in sorted((ROOT / directory).rglob("*")):
            if path.suffix in METHODS and "tests" not in path.parts:
                _add(found, path)
    return found


def _add(found: Catalog, path: Path) -> None:
    method, options = METHODS[path.suffix]
    name = str(path.relative_to(ROOT))
    with path.open("rb") as source:
        try:
            sentences = list(extract(method, source, KEYWORDS, ["Translators:"], options))
        except (SyntaxError, TemplateSyntaxError) as fault:
            sys.exit(f"{name}: {fault}")
    for line, words, comments, context in sentences:
        found.add(words, None, [(name, line)], auto_comments=comments, context=context)


def faults(catalogue: Catalog, now: Catalog) -> Iterator[str]:
    if {_key(message) for message in catalogue} != {_key(message) for message in now}:
        yield "is not up to date: run `make messages`."
    form_of_one = c2py(catalogue.plural_expr)(1)
    for message in catalogue:
        if message.id and any(forms_of(message.string)):
            for what in _faults_of(message, catalogue.num_plurals, form_of_one):
                yield f"“{_key(message)[1]}” {what}"


def _key(message: Message) -> tuple[str | None, str]:
    return message.context, forms_of(message.id)[0]


def _faults_of(message: Message, forms: int, form_of_one: int) -> Iterator[str]:
    originals, translations = forms_of(message.id), forms_of(message.string)
    if message.fuzzy:
        yield "is marked as uncertain (fuzzy)."
    if message.pluralizable and (len(translations) != forms or not all(translations)):
        yield f"needs all {forms} plural forms."
    for pattern, what in ((PLACEHOLDER, "placeholders"), (MARK, "marks")):
        allowed = [Counter(pattern.findall(original)) for original in originals]
        for form, words in enumerate(translations):
            # “a week” may stand for one, as it does in English; two are not told without their number.
            if Counter(pattern.findall(words)) not in (allowed if form == form_of_one else allowed[-1:]):
                yield f"has other {what} than the original: “{words}”."


def coverage(catalogue: Catalog) -> str:
    messages = [message for message in catalogue if message.id]
    done = sum(all(forms_of(message.string)) for message in messages)
    return f"{done} of {len(messages)} translated ({100 * done // max(1, len(messages))} %)"


def main() -> None:
    only_look, now, wrong = "--check" in sys.argv[1:], extracted(), False
    for path in sorted(LOCALES.glob("*/LC_MESSAGES/django.po")):
        with path.open("rb") as words:
            catalogue = read_po(words)
        if not only_look:
            catalogue.update(now, no_fuzzy_matching=True, update_creation_date=False)
            with path.open("wb") as words:
                write_po(
                    words,
                    catalogue,
                    LINE_LENGTH,
                    ignore_obsolete=True,
                    sort_by_file=True,
                    include_lineno=False,
                )
        found = list(faults(catalogue, now))
        wrong = wrong or bool(found)
        for fault in found:
            print(f"{path.relative_to(ROOT)}: {fault}")
        print(f"{path.relative_to(ROOT)}: {coverage(catalogue)}")
    if not only_look:
        build_catalogues(LOCALES)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
