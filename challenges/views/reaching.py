"""The first two beats of every view: fetch through `visible_to`, then check."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from challenges.models import (
    PIECES,
    Challenge,
    Cycle,
    LogEntry,
    Measure,
    Milestone,
    Piece,
    Position,
    Ramp,
    Reading,
    Stakeholder,
    StepChange,
    Workstream,
)
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


def measure_to_write(request: SignedInRequest, piece_id: int) -> Measure:
    piece = piece_to_write(request, piece_id)
    if not isinstance(piece, Measure):
        raise Http404
    return piece


def reading_to_write(request: SignedInRequest, reading_id: int) -> Reading:
    visible = Reading.objects.filter(measure__in=Piece.objects.visible_to(request.user))
    reading = get_object_or_404(visible, pk=reading_id)
    reading.measure = measure_to_write(request, reading.measure_id)
    return reading


def step_change_to_write(request: SignedInRequest, step_change_id: int) -> StepChange:
    visible = StepChange.objects.filter(measure__in=Piece.objects.visible_to(request.user))
    step = get_object_or_404(visible, pk=step_change_id)
    step.measure = measure_to_write(request, step.measure_id)
    return step


def cycle_to_write(request: SignedInRequest, piece_id: int) -> Cycle:
    piece = piece_to_write(request, piece_id)
    if not isinstance(piece, Cycle):
        raise Http404
    return piece


def ramp_to_write(request: SignedInRequest, ramp_id: int) -> Ramp:
    visible = Ramp.objects.visible_to(request.user).select_related(*OF_THING)
    ramp = get_object_or_404(visible, pk=ramp_id)
    check_can_write(request.user, ramp.challenge)
    return ramp


def workstream_to_write(request: SignedInRequest, workstream_id: int) -> Workstream:
    visible = Workstream.objects.visible_to(request.user).select_related(*OF_THING)
    workstream = get_object_or_404(visible, pk=workstream_id)
    check_can_write(request.user, workstream.challenge)
    return workstream
