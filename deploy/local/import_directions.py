"""Who may know whom: each room imports only from the rooms to its left; equals never each other.

Reads the source, imports nothing. Relations named by a string ("cohorts.Cohort") count as well.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from deploy.local.paths import ROOT

# Rooms of one step are equals.
ORDER: tuple[tuple[str, ...], ...] = (
    ("fellowship.lib",),
    ("fellowship.nhsuk",),
    ("fellowship.people",),
    ("fellowship.sealed",),
    ("fellowship.notifications",),
    ("fellowship.cohorts",),
    ("fellowship.learning", "challenges"),
    ("mentoring",),
    ("fellowship.evaluation",),
    ("fellowship.home", "fellowship.api"),
    ("fellowship.urls",),
)
STEP = {room: number for number, rooms in enumerate(ORDER) for room in rooms}
ROOM_OF_LABEL = {room.rsplit(".", 1)[-1]: room for room in STEP}
RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField"}

# Inside a room: what a module is called tells how far it may see.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("workflow", "permissions"),
    ("models",),
    ("emails",),
    ("services",),
    ("forms", "views", "tasks", "admin"),
)
FLOOR = {name: number for number, names in enumerate(FLOORS) for name in names}


def wrong_arrows(root: Path) -> list[str]:
    """One line for each import that points right, as `path:line: who imports whom`."""
    return [
        f"{path.relative_to(root)}:{line}: {importer} imports {imported}"
        for path in _sources(root)
        for line, importer, imported, only_types in _arrows(path, root)
        if not _may(importer, imported, only_types)
    ]


def _sources(root: Path) -> Iterator[Path]:
    for package in ("fellowship", "challenges", "mentoring"):
        for path in sorted((root / package).rglob("*.py")):
            # Commands stand at the right end; migrations are history.
            if not {"migrations", "management"} & set(path.parts):
                yield path


def _arrows(path: Path, root: Path) -> Iterator[tuple[int, str, str, bool]]:
    module = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
    tree = ast.parse(path.read_text())
    only_types = {id(node) for block in ast.walk(tree) if _is_for_types(block) for node in ast.walk(block)}
    for node in ast.walk(tree):
        for line, imported in _imported(node, path, module):
            yield line, module, imported, id(node) in only_types


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def _imported(node: ast.AST, path: Path, module: str) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Import):
        yield from ((node.lineno, alias.name) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        origin = _origin(node, path, module)
        yield from ((node.lineno, f"{origin}.{alias.name}") for alias in node.names)
    elif isinstance(node, ast.Call):
        yield from ((node.lineno, f"{ROOM_OF_LABEL.get(label, label)}.models") for label in _related(node))


def _origin(node: ast.ImportFrom, path: Path, module: str) -> str:
    if not node.level:
        return node.module or ""
    package = module.split(".")[: None if path.name == "__init__.py" else -1]
    package = package[: len(package) - node.level + 1]
    return ".".join([*package, *([node.module] if node.module else [])])


def _related(call: ast.Call) -> Iterator[str]:
    """The app label in ForeignKey("label.Model", …), if it is written as a string."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in RELATIONS:
        for argument in [*call.args[:1], *(word.value for word in call.keywords if word.arg == "to")]:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                label = re.match(r"(\w+)\.\w+$", argument.value)
                if label:
                    yield label[1]


def _may(importer: str, imported: str, only_types: bool) -> bool:
    here, there = _room(importer), _room(imported)
    if here is None or there is None:
        return True  # outside the rooms: settings, other people's packages
    if here == there:
        above, below = _floor(importer, here), _floor(imported, there)
        return only_types or above is None or below is None or below <= above
    return STEP[there] < STEP[here]


def _room(module: str) -> str | None:
    for room in STEP:
        if module == room or module.startswith(room + "."):
            return room
    return None


def _floor(module: str, room: str) -> int | None:
    """Where in its room a module stands; None for one with a name of its own."""
    return FLOOR.get(module.removeprefix(room).lstrip(".").split(".")[0])


if __name__ == "__main__":
    sys.exit("\n".join(wrong_arrows(ROOT)) or 0)
