"""People, ledger, questions and judgements: as many queries for two hundred as for one, and 15 at most."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from bench.counting import counted
from tests.factories.cohorts import days_from_today
from tests.factories.workspace import (
    JudgementFactory,
    PositionFactory,
    QuestionFactory,
    SightingFactory,
    StakeholderFactory,
)

pytestmark = pytest.mark.django_db
MOST = 15


def fill(scene, count: int) -> None:
    first = None
    for number in range(count):
        stakeholder = StakeholderFactory(challenge=scene.challenge, introduced_by=first)
        first = first or stakeholder
        for day in (-30, -3):
            PositionFactory(
                stakeholder=stakeholder,
                day=days_from_today(day),
                power=number % 5 + 1,
                interest=number % 3 + 1,
            )
        QuestionFactory(challenge=scene.challenge)
        SightingFactory(challenge=scene.challenge)
        JudgementFactory(challenge=scene.challenge)


@pytest.mark.parametrize("who", ["fellow", "lead", "administrator"])
@pytest.mark.parametrize("name", ["stakeholders", "ledger", "questions", "judgements"])
def test_list_takes_the_same_queries_with_one_and_with_two_hundred(scene, as_, name, who):
    client, url = as_(scene.people[who]), reverse(name, args=[scene.challenge.pk])
    asked = "?day=today&before=start" if name == "stakeholders" else ""
    client.get(url)
    taken = []
    for more in (1, 199):
        fill(scene, more)
        with counted() as count:
            assert client.get(url + asked).status_code == 200
        taken.append(count.statements)

    assert taken[0] == taken[1] <= MOST


@pytest.mark.parametrize("who", ["fellow", "lead"])
@pytest.mark.parametrize("factory", [StakeholderFactory, SightingFactory, JudgementFactory, QuestionFactory])
def test_page_of_one_takes_the_same_queries_whatever_is_beside_it(scene, as_, factory, who):
    piece = factory(challenge=scene.challenge, made_at=timezone.now() - dt.timedelta(days=1))
    client = as_(scene.people[who])
    client.get(piece.get_absolute_url())
    taken = []
    for more in (1, 30):
        fill(scene, more)
        if factory is StakeholderFactory:
            StakeholderFactory.create_batch(more, challenge=scene.challenge, introduced_by=piece)
            for day in range(more):
                PositionFactory(stakeholder=piece, day=days_from_today(-100 * more - day))
        with counted() as count:
            client.get(piece.get_absolute_url())
        taken.append(count.statements)

    assert taken[0] == taken[1] <= MOST
