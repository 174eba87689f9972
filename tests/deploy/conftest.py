import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.local.paths import ASSETS, ROOT, VENV
from tests.deploy.running import Run, free_port, processes_of

NOT_COPIED = shutil.ignore_patterns("var", "node_modules", "tests", "bench", ".*", "__pycache__")


@pytest.fixture(scope="session")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Of this checkout, without data: its first run makes them."""
    copy = tmp_path_factory.mktemp("run") / "balcony"
    shutil.copytree(ROOT, copy, ignore=NOT_COPIED)
    (copy / "var").mkdir()
    (copy / "var" / "venv").symlink_to(VENV)
    (copy / "var" / "assets").symlink_to(ASSETS)
    yield copy
    for process in processes_of(copy):
        process.kill()


@pytest.fixture
def start(copy: Path) -> Iterator[Callable[..., Run]]:
    runs: list[Run] = []

    def begin(port: int | None = None, **environment: str) -> Run:
        runs.append(Run(copy, port or free_port(), **environment))
        return runs[-1]

    yield begin
    for run in runs:
        if run.process.poll() is None:
            run.stop()
