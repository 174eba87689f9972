"""Invitations, for the tests of what is done with them."""

import datetime as dt

from django.utils import timezone

from fellowship.cohorts.models import Invitation
from fellowship.cohorts.permissions import Role
from fellowship.cohorts.services.invitations import invite


def invite_tutor(cohort, by=None, email="tess@example.org"):
    return invite(
        by=by,
        email=email,
        given_name="Tess",
        family_name="Tutor",
        role=Role.TUTOR,
        programme=cohort.programme,
        cohort=cohort,
    )


def long_ago(invitation):
    """The same, sent a day ago: sending it again is no second press."""
    Invitation.objects.filter(pk=invitation.pk).update(sent_at=timezone.now() - dt.timedelta(days=1))
    return invitation
