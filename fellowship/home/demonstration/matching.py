"""Next year's fellows have told their wishes, and a proposal for them waits to be published."""

import datetime as dt
from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from django.utils import timezone

from fellowship.cohorts.layout import plan_place
from fellowship.cohorts.matching.proposals import ask_proposal, choose, hold, solve
from fellowship.cohorts.matching.wishes import declare_conflict, save_wishes
from fellowship.cohorts.models import (
    Cohort,
    Interest,
    MatchingRules,
    MentorProfile,
    Place,
    Proposal,
    WishRound,
)
from fellowship.cohorts.models.matching_pool import ConflictKind, Stance
from fellowship.people.models import Organisation, User
from fellowship.people.models.user import Profession as P

INTERESTS = ["Children", "Digital", "Patient safety", "Primary care", "Quality improvement", "Workforce"]
ANSWER_UNTIL = dt.timedelta(days=10)
# As people.py has the mentors: places in all, host, interests.
PROFILES = [
    (2, 2, ["Workforce", "Quality improvement"]),
    (1, 0, ["Patient safety", "Digital"]),
    (1, 4, ["Children", "Patient safety"]),
    (2, 3, ["Digital", "Primary care"]),
    (0, 1, ["Quality improvement"]),
]


@dataclass(frozen=True)
class Applicant:
    """`wishes` and `rather_not` are numbers of mentors; `silent`: has not answered yet."""

    given_name: str
    family_name: str
    profession: str
    host: int
    challenge: str
    wishes: list[int] = field(default_factory=list)
    interests: list[str] = field(default_factory=list)
    rather_not: list[int] = field(default_factory=list)
    silent: bool = False


APPLICANTS = [
    Applicant("Oona", "Fairweather", P.NURSE, 0, "Safer nights for people with delirium",
              [1, 0, 2], ["Patient safety", "Workforce"]),
    Applicant("Pradeep", "Nair", P.DOCTOR, 4, "Play before theatre",
              [2, 1], ["Children"]),
    Applicant("Rhiannon", "Vale", P.MIDWIFE, 0, "Feeding support at weekends",
              [1, 2, 0], ["Quality improvement", "Workforce"]),
    Applicant("Samir", "Haidari", P.PHARMACIST, 1, "One medicines list across the town",
              [3, 1], ["Digital", "Primary care"], [0]),
    Applicant("Tegan", "Wilmot", P.ALLIED_HEALTH, 3, "Home before dark", silent=True),
    Applicant("Uche", "Adeyemi", P.SCIENTIST, 2, "Results by the next morning",
              [3, 2], ["Digital"], [0]),
]  # fmt: skip


def write_matching(this_year: Cohort, hosts: list[Organisation], mentors: list[User], by: User) -> None:
    programme = this_year.programme
    cohort = programme.cohorts.filter(launched_at=None).latest("starts_on")
    MatchingRules.objects.create(programme=programme, same_team=Stance.NOT_WANTED)
    interests = {name: Interest.objects.create(programme=programme, name=name) for name in INTERESTS}
    for mentor, (capacity, host, names) in zip(mentors, PROFILES, strict=True):
        profile = MentorProfile.objects.create(
            programme=programme, person=mentor, organisation=hosts[host], capacity=capacity
        )
        profile.interests.set([interests[name] for name in names])
    WishRound.objects.create(cohort=cohort, until=timezone.localdate() + ANSWER_UNTIL)
    places = [_place(applicant, cohort, hosts, by) for applicant in APPLICANTS]
    for applicant, place in zip(APPLICANTS, places, strict=True):
        if not applicant.silent:
            save_wishes(
                by=place.person,
                place=place,
                wishes=[mentors[number] for number in applicant.wishes],
                rather_not=[mentors[number] for number in applicant.rather_not],
                interests=[interests[name] for name in applicant.interests],
                conflicts={},
            )
    declare_conflict(
        by=mentors[2],
        place=places[1],
        mentor=mentors[2],
        kind=ConflictKind.LINE_MANAGER,
        words="I sign his rota.",
    )
    proposal = ask_proposal(by=by, cohort=cohort, starts_on=cohort.starts_on)
    solve(proposal.pk)
    _by_hand(proposal, mentors, by)


def _by_hand(proposal: Proposal, mentors: list[User], by: User) -> None:
    """One pair is held, and two fellows were exchanged, because the team knows more than their wishes."""
    pairs = {pair.place.person.given_name: pair for pair in proposal.pairs.select_related("place__person")}
    hold(by=by, pair=pairs["Uche"], held=True)
    choose(by=by, pair=pairs["Pradeep"], mentor=None)
    choose(by=by, pair=pairs["Oona"], mentor=mentors[1])
    choose(by=by, pair=pairs["Pradeep"], mentor=mentors[0])


def _place(applicant: Applicant, cohort: Cohort, hosts: list[Organisation], by: User) -> Place:
    person = User.objects.create_user(
        email=f"{applicant.given_name}.{applicant.family_name}@example.org".lower(),
        given_name=applicant.given_name,
        family_name=applicant.family_name,
        profession=applicant.profession,
    )
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    place = Place.objects.create(
        person=person,
        cohort=cohort,
        host=hosts[applicant.host],
        starts_on=cohort.starts_on,
        ends_on=cohort.ends_on,
    )
    plan_place(place, by, applicant.challenge)
    return place
