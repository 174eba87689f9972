from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser

BEGIN, END = "<!-- workflow diagrams: begin -->", "<!-- workflow diagrams: end -->"


class Command(BaseCommand):
    help = "Draws the status rules of each room's workflow.py into that room's README.md."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail if it is out of date")

    def handle(self, *args: object, check: bool, **options: object) -> None:
        for readme, tables in rooms().items():
            text = readme.read_text()
            wanted = with_diagrams(text, tables)
            if text == wanted:
                self.stdout.write(f"{readme}: the diagrams are up to date.")
            elif check:
                raise CommandError(f"{readme} is out of date: run manage.py workflow_diagrams")
            else:
                readme.write_text(wanted)
                self.stdout.write(f"{readme}: the diagrams have been drawn again.")


def rooms() -> dict[Path, dict[str, Mapping]]:
    """The tables of every room that has some, by name, with the README they are drawn into."""
    found = {}
    for room in apps.get_app_configs():
        if find_spec(f"{room.name}.workflow"):
            workflows = import_module(f"{room.name}.workflow").WORKFLOWS
            found[Path(room.path) / "README.md"] = {name: rules for name, (rules, _) in workflows.items()}
    return found


def with_diagrams(text: str, tables: Mapping[str, Mapping]) -> str:
    """The text with the diagrams between its two markers."""
    before, begin, rest = text.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise CommandError(f"A README lacks the markers {BEGIN} and {END}")
    diagrams = "\n\n".join(f"**{name}**\n\n{diagram(rules)}" for name, rules in tables.items())
    return f"{before}{BEGIN}\n{diagrams}\n{END}{after}"


def diagram(rules: Mapping[tuple[str, str], Any]) -> str:
    """One table as a Mermaid state diagram; the first row's status is where things begin."""
    first = next(iter(rules))[0]
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {first}"]
    for (status, act), step in rules.items():
        reason = ", with a reason" if step.needs_reason else ""
        lines.append(f"    {status} --> {step.next}: {act} ({step.actor.value}{reason})")
    return "\n".join([*lines, "```"])
