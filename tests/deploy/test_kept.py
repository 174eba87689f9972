import stat
from pathlib import Path

import pytest

from deploy.local import kept


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(kept, "SECRETS", tmp_path / "secrets")
    return tmp_path / "secrets"


def test_secret_stays_the_same_once_made(secrets: Path) -> None:
    assert kept.secret("web") == kept.secret("web") != kept.secret("owner")


def test_secret_can_be_read_by_its_owner_only(secrets: Path) -> None:
    kept.secret("web")

    assert stat.S_IMODE(secrets.stat().st_mode) == 0o700
    assert stat.S_IMODE((secrets / "web").stat().st_mode) == 0o600
    assert [path.name for path in secrets.iterdir()] == ["web"]
