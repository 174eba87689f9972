"""Every page can be read in Welsh; what has no Welsh words yet is in English."""

import re

import pytest

from fellowship.people.models import User
from tests.access.visits import visit_everything

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.parametrize("person", ["fellow", "mentor", "team", "tutor"])
def test_every_page_of_a_role_renders_in_welsh(world, person):
    User.objects.update(language="cy")

    visits = visit_everything(world, [person])

    assert not [str(visit) for visit in visits if visit.response.status_code >= 500]
    pages = [visit for visit in visits if visit.is_page]
    assert len(pages) > 40
    assert not [str(page) for page in pages if not re.search(r'<html[^>]*\slang="cy"', page.text)]
