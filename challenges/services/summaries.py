"""What the fellow chose for the one-page summary of the challenge."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from challenges.models import Challenge, ChallengeSummary, Cycle, Measure
from challenges.permissions import check_can_write
from challenges.services.changes import note_change, words_of
from challenges.services.stale import refuse_if_stale
from fellowship.people.models import User


@transaction.atomic
def save_summary(
    *,
    challenge: Challenge,
    learnt: str,
    next_steps: str,
    measures: Collection[int],
    cycles: Collection[int],
    by: User,
    version: int | None = None,
) -> ChallengeSummary:
    """`measures` and `cycles` are ids; those of other challenges are left out."""
    check_can_write(by, challenge)
    Challenge.objects.select_for_update().get(pk=challenge.pk)
    summary, is_new = ChallengeSummary.objects.get_or_create(challenge=challenge)
    if not is_new:
        refuse_if_stale(summary, version)
        summary.version += 1
    before, chosen = words_of(summary, ("learnt", "next_steps")), _chosen(summary)
    summary.learnt, summary.next_steps = learnt, next_steps
    summary.changed_at = timezone.now()
    summary.save()
    summary.measures.set(Measure.objects.filter(challenge=challenge, pk__in=measures).current())
    summary.cycles.set(Cycle.objects.filter(challenge=challenge, pk__in=cycles).current())
    now = _chosen(summary)
    more = [[name, chosen[name], now[name]] for name in now if now[name] != chosen[name]]
    note_change(summary, "edit", by, before, more)
    return summary


def _chosen(summary: ChallengeSummary) -> dict[str, str]:
    """The charts and cycles on the page, by name."""
    return {
        name: ", ".join(map(str, getattr(summary, name).order_by("pk"))) for name in ("measures", "cycles")
    }
