"""People as administrators enter them, before they can sign in."""

from django.db import transaction

from fellowship.cohorts.models import Place
from fellowship.cohorts.permissions import Role
from fellowship.cohorts.services.invitations import invite, person_at
from fellowship.people.models import User
from fellowship.people.services import audit
from fellowship.people.services.sign_in import can_sign_in


@transaction.atomic
def mentor_at(*, by: User, email: str, title: str, given_name: str, family_name: str, place: Place) -> User:
    """Whoever has this address; else a new person, with an invitation that is ready to send."""
    mentor = person_at(email)
    if mentor is None:
        mentor = User.objects.create_user(
            email=email, title=title, given_name=given_name, family_name=family_name
        )
        audit.record("person added", mentor, by=by)
    if not can_sign_in(mentor):
        cohort = place.cohort
        invite(by=by, person=mentor, role=Role.MENTOR, programme=cohort.programme, cohort=cohort)
    return mentor
