from pathlib import Path

import pytest

from deploy.local.import_directions import wrong_arrows
from deploy.local.paths import ROOT


def test_no_room_imports_from_its_right() -> None:
    assert wrong_arrows(ROOT) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("fellowship/people/models.py", "from fellowship.cohorts.models import Cohort"),
        ("fellowship/people/models.py", "import fellowship.cohorts"),
        ("fellowship/people/models.py", "def late():\n    from fellowship import home"),
        ("fellowship/people/models.py", 'cohort = models.ForeignKey("cohorts.Cohort", on_delete=CASCADE)'),
        ("fellowship/people/models.py", 'cohort = ManyToManyField(to="cohorts.Cohort")'),
        ("fellowship/people/models.py", "from ..cohorts import models"),
        ("fellowship/people/__init__.py", "from ..cohorts import models"),
        ("fellowship/learning/services/results.py", "from challenges.models import Challenge"),
        ("challenges/services/briefs.py", "from fellowship.learning import models"),
        ("fellowship/home/views.py", "from fellowship.urls import urlpatterns"),
        ("challenges/models/brief.py", "from challenges.services.briefs import send"),
        ("challenges/services/briefs.py", "from challenges.views import brief"),
        ("challenges/workflow.py", "from challenges.models import Milestone"),
        ("fellowship/people/models.py", "if TYPE_CHECKING:\n    from fellowship.cohorts import models"),
    ],
)
def test_arrow_is_wrong_when_it_points_right(tmp_path: Path, path: str, source: str) -> None:
    _write(tmp_path, path, source)

    assert [line.split(":")[0] for line in wrong_arrows(tmp_path)] == [path]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        (
            "mentoring/services/review.py",
            "from challenges.models import Challenge\nimport fellowship.learning",
        ),
        ("fellowship/home/tasks.py", "from mentoring.services import review"),
        ("challenges/services/briefs.py", "from challenges.services.log import share"),
        ("challenges/views/brief.py", "from challenges.services.briefs import send"),
        ("challenges/workflow.py", "if TYPE_CHECKING:\n    from challenges.models import Milestone"),
        ("fellowship/cohorts/management/commands/load.py", "from fellowship.home import views"),
        ("challenges/models/brief.py", 'place = models.ForeignKey("cohorts.Place", on_delete=PROTECT)'),
    ],
)
def test_arrow_is_right_when_it_points_left(tmp_path: Path, path: str, source: str) -> None:
    _write(tmp_path, path, source)

    assert wrong_arrows(tmp_path) == []


def _write(root: Path, path: str, source: str) -> None:
    file = root / path
    file.parent.mkdir(parents=True)
    file.write_text(source)
