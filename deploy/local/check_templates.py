"""Every template compiles, finds what it imports, and obeys the content policy.

The policy allows no inline style, no inline handler, and no script without a nonce. Email has no
policy, and there inline style is the only style that arrives.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from jinja2 import Environment, TemplateError, TemplateNotFound, meta, nodes

from deploy.local.paths import ROOT

TEMPLATES = ROOT / "templates"
COMMENT = re.compile(r"{#.*?#}", re.DOTALL)
FORBIDDEN = {
    "inline style": re.compile(r"<[a-z][^<>]*\sstyle\s*=|<style\b", re.IGNORECASE),
    "inline handler": re.compile(r"<[a-z][^<>]*\son[a-z]+\s*=", re.IGNORECASE),
    "javascript: address": re.compile(r"[\"']\s*javascript:", re.IGNORECASE),
    "script without src or nonce": re.compile(
        r"<script\b(?![^>]*(?:src=|nonce=|application/json))", re.IGNORECASE
    ),
}


def faults(environment: Environment, directory: Path) -> list[str]:
    """One line for each fault, as `path:line: what`."""
    return [
        f"{path.relative_to(directory)}:{line}: {what}"
        for path in sorted(directory.rglob("*"))
        if path.suffix in {".jinja", ".html", ".txt"}
        for line, what in _faults_of(environment, path, str(path.relative_to(directory)))
    ]


def _faults_of(environment: Environment, path: Path, name: str) -> Iterator[tuple[int, str]]:
    source = path.read_text()
    try:
        environment.compile(source, name)
        tree = environment.parse(source, name)
    except TemplateError as fault:
        yield getattr(fault, "lineno", 1), str(fault)
        return
    yield from _missing(environment, tree)
    if not name.startswith("emails/"):
        # Comments may say how not to do it; blanks keep the numbers of the lines.
        visible = COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment[0]), source)
        for what, pattern in FORBIDDEN.items():
            for found in pattern.finditer(visible):
                yield visible.count("\n", 0, found.start()) + 1, what


def _missing(environment: Environment, tree: nodes.Template) -> Iterator[tuple[int, str]]:
    for name in meta.find_referenced_templates(tree):
        if name is not None and not _exists(environment, name):
            yield 1, f"there is no template {name}"
    for node in tree.find_all(nodes.FromImport):
        if isinstance(node.template, nodes.Const) and _exists(environment, node.template.value):
            offered = _offered(environment, node.template.value)
            for wanted in node.names:
                wanted = wanted[0] if isinstance(wanted, tuple) else wanted
                if wanted not in offered:
                    yield node.lineno, f"{node.template.value} has no macro {wanted}"


def _exists(environment: Environment, name: str) -> bool:
    assert environment.loader is not None
    try:
        environment.loader.get_source(environment, name)
    except TemplateNotFound:
        return False
    return True


def _offered(environment: Environment, name: str) -> set[str]:
    assert environment.loader is not None
    source, _, _ = environment.loader.get_source(environment, name)
    tree = environment.parse(source, name)
    macros = {macro.name for macro in tree.find_all(nodes.Macro)}
    values = {target.name for target in tree.find_all(nodes.Name) if target.ctx == "store"}
    imported = {
        name[1] if isinstance(name, tuple) else name
        for node in tree.find_all(nodes.FromImport)
        for name in node.names
    }
    return macros | values | imported


def main() -> None:
    django.setup()
    from django.template import engines
    from django.template.backends.jinja2 import Jinja2

    jinja = engines["jinja2"]
    assert isinstance(jinja, Jinja2)
    found = faults(jinja.env, TEMPLATES)
    print("\n".join(found) or "Every template compiles and obeys the content policy.")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
