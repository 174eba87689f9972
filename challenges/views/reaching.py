"""The first two beats of every view: fetch through `visible_to`, then check."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from challenges.models import PIECES, Challenge, LogEntry, Milestone, Piece, Position, Stakeholder
from challenges.permissions import check_can_write
from fellowship.people.access import SignedInRequest

OF_CHALLENGE = ("place__cohort__programme", "place__person")
OF_THING = [f"challenge__{path}" for path in OF_CHALLENGE]


def challenge_to_write(request: SignedInRequest, challenge_id: int) -> Challenge:
    """Nearly always one's own, which is cheaply found; who may not write is answered as they may see it."""
    challenges = Challenge.objects.select_related(*OF_CHALLENGE)
    own = challenges.written_by(request.user).filter(pk=challenge_id).first()
    challenge = own or get_object_or_404(challenges.visible_to(request.user), pk=challenge_id)
    check_can_write(request.user, challenge)
    return challenge


def milestone_to_write(request: SignedInRequest, milestone_id: int) -> Milestone:
    visible = Milestone.objects.visible_to(request.user).select_related(*OF_THING)
    milestone = get_object_or_404(visible, pk=milestone_id)
    check_can_write(request.user, milestone.challenge)
    return milestone


def entry_to_write(request: SignedInRequest, entry_id: int) -> LogEntry:
    visible = LogEntry.objects.visible_to(request.user).select_related(*OF_THING)
    entry = get_object_or_404(visible, pk=entry_id)
    check_can_write(request.user, entry.challenge)
    return entry


def piece_to_write(request: SignedInRequest, piece_id: int) -> Piece:
    """A row of the table of its kind."""
    visible = Piece.objects.visible_to(request.user).select_related(*OF_THING)
    row = get_object_or_404(visible, pk=piece_id)
    check_can_write(request.user, row.challenge)
    piece = PIECES[row.kind]._default_manager.get(pk=row.pk)
    piece.challenge = row.challenge
    return piece


def stakeholder_to_write(request: SignedInRequest, piece_id: int) -> Stakeholder:
    piece = piece_to_write(request, piece_id)
    if not isinstance(piece, Stakeholder):
        raise Http404
    return piece


def position_to_write(request: SignedInRequest, position_id: int) -> Position:
    visible = Position.objects.filter(stakeholder__in=Piece.objects.visible_to(request.user))
    position = get_object_or_404(visible, pk=position_id)
    position.stakeholder = stakeholder_to_write(request, position.stakeholder_id)
    return position
