"""What the emails of this room say. Never the words of a comment: those are read after signing in."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from fellowship.cohorts.models import Pairing
from fellowship.notifications.letters import Letter
from fellowship.notifications.models import Message
from mentoring.models import Comment
from mentoring.things import address_of, name_of


def comment_letters(messages: Sequence[Message]) -> dict[int, Letter]:
    """A letter for each comment that is still there, to people who still take part in the challenge."""
    ids = {int(message.object_id) for message in messages}
    comments = (
        Comment.objects.filter(pk__in=ids, deleted_at=None)
        .with_things()
        .select_related("challenge__place")
        .in_bulk()
    )
    mentors = _mentors_now({comment.challenge.place_id for comment in comments.values()})
    letters = {}
    for message in messages:
        comment = comments.get(int(message.object_id))
        if comment is None:
            continue
        place = comment.challenge.place
        if message.person_id == place.person_id or (message.person_id, place.pk) in mentors:
            letters[message.pk] = _letter(comment)
    return letters


def _letter(comment: Comment) -> Letter:
    row = comment.on
    facts = {"author": comment.author.full_name, "thing": name_of(row)}
    address = address_of(row)
    return Letter(
        template="emails/mentoring/comment",
        context={**facts, "challenge": comment.challenge.title, "address": address},
        line=_("%(author)s commented on the %(thing)s") % facts,
        url=address,
    )


def _mentors_now(places: set[int]) -> set[tuple[int, int]]:
    pairings = Pairing.objects.in_force().filter(place__in=places)
    return set(pairings.values_list("mentor_id", "place_id"))
