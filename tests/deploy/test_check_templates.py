from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from deploy.local.check_templates import faults


def found(directory: Path, source: str, name: str = "page.jinja") -> list[str]:
    path = directory / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source)
    (directory / "parts.jinja").write_text("{% macro card() %}{% endmacro %}{% set size = 3 %}")
    return faults(Environment(loader=FileSystemLoader(directory), autoescape=True), directory)


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("{% if %}", "Expected an expression"),
        ("{{ name | nonsense }}", "No filter named 'nonsense'"),
        ("\n{% include 'away.jinja' %}", "there is no template away.jinja"),
        ("{% from 'parts.jinja' import table %}", "parts.jinja has no macro table"),
        ('<p style="color: red">', "inline style"),
        ("<style>p { color: red }</style>", "inline style"),
        ('<a href="#" onclick="go()">', "inline handler"),
        ('<a href="javascript:go()">', "javascript: address"),
        ("<script>go()</script>", "script without src or nonce"),
    ],
)
def test_fault_is_named_when_a_template_has_one(tmp_path: Path, source: str, fault: str) -> None:
    (line,) = found(tmp_path, source)

    assert line.startswith("page.jinja:")
    assert fault in line


@pytest.mark.parametrize(
    "source",
    [
        "{% from 'parts.jinja' import card, size %}{{ card() }}",
        "{# <p style='no'> #}<p data-on='yes' class='style'>",
        '<script src="a.js"></script><script nonce="{{ nonce }}">go()</script>',
        '<script type="application/json">{}</script>',
    ],
)
def test_template_is_right_when_it_obeys(tmp_path: Path, source: str) -> None:
    assert found(tmp_path, source) == []


def test_style_is_allowed_in_email(tmp_path: Path) -> None:
    assert found(tmp_path, '<p style="color: red">', "emails/people/invitation.html") == []
