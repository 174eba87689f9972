"""One fellow's year with one of everything in it, and one person for each part somebody can play."""

import datetime as dt
import io
import uuid
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.utils import timezone

from challenges.models import Attachment, Challenge, PieceChange, StepChange
from challenges.models.cycle import Decision
from challenges.workflow import BriefStatus, CycleStage, MilestoneStatus
from fellowship.cohorts.invitation_links import digest_of, secret_of
from fellowship.cohorts.models import (
    Cohort,
    Invitation,
    Place,
    TemplateAssignment,
    TemplateMilestone,
    TemplateModule,
    TemplateTaughtDay,
)
from fellowship.cohorts.models.import_run import ImportStatus
from fellowship.cohorts.models.pairing import PairingKind
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.cohorts.permissions import Role
from fellowship.cohorts.services.intake.runs import read_import, start_import
from fellowship.home.services.calendar_feeds import make_feed
from fellowship.learning.models import Material, Outcome, Submission
from fellowship.learning.services.intake import read_results
from fellowship.notifications.models import Message
from fellowship.notifications.services.unsubscribing import unsubscribe_address
from fellowship.people.models import User
from fellowship.sealed.services.drafts import save_draft
from fellowship.sealed.services.notes import save_note
from mentoring.models import Comment, CommentVersion, Link, LinkEnd
from mentoring.services.replies import keep_typed
from tests.access.markers import marker
from tests.factories import (
    AdministratorFactory,
    AssignmentFactory,
    AttachmentFactory,
    BriefVersionFactory,
    ChallengeFactory,
    CohortFactory,
    CohortTemplateFactory,
    CommentFactory,
    EvaluatorFactory,
    LogEntryFactory,
    MilestoneFactory,
    ModuleFactory,
    OrganisationFactory,
    PairingFactory,
    PlaceFactory,
    ResultFactory,
    TaughtDayFactory,
    TutorFactory,
    UserFactory,
)
from tests.factories.cohorts import days_from_today
from tests.factories.learning import ExtensionRequestFactory
from tests.factories.workspace import (
    CycleFactory,
    DriverDiagramFactory,
    DriverFactory,
    JudgementFactory,
    MeasureFactory,
    PositionFactory,
    QuestionFactory,
    RampFactory,
    ReadingFactory,
    SightingFactory,
    StakeholderFactory,
    WorkstreamFactory,
)

ANONYMOUS = "anonymous"


@dataclass
class World:
    people: dict[str, User | None] = field(default_factory=dict)
    things: dict[str, object] = field(default_factory=dict)

    def __getattr__(self, name: str):
        for known in (self.__dict__["people"], self.__dict__["things"]):
            if name in known:
                return known[name]
        raise AttributeError(name)

    def pk(self, name: str) -> int:
        return self.things[name].pk


def make_world() -> World:
    world = World()
    programme_and_year(world)
    people_of(world)
    challenge_with_everything(world, world.place)
    workspace_of(world)
    words_only_the_author_reads(world)
    pgcert_of(world)
    setting_up_of(world)
    messages_of(world)
    return world


def programme_and_year(world: World) -> None:
    cohort = CohortFactory(name="Autumn cohort")
    template = CohortTemplateFactory(programme=cohort.programme)
    milestone = TemplateMilestone.objects.create(template=template, title="Baseline", due="month 1, day 1")
    TemplateMilestone.objects.create(template=template, title="Handover", due="month 12, day 1", order=1)
    module = TemplateModule.objects.create(template=template, title="Leading change")
    TemplateTaughtDay.objects.create(
        module=module, title="Workshop", day="month 1, day 2", starts_at=dt.time(9), ends_at=dt.time(16)
    )
    TemplateAssignment.objects.create(module=module, title="Essay", due="month 3, day 1")
    world.things |= {
        "cohort": cohort,
        "programme": cohort.programme,
        "template": template,
        "template_milestone": milestone,
        "cohort_to_launch": CohortFactory(programme=cohort.programme, launched_at=None, template=template),
        "host": OrganisationFactory(name="Saint Elsewhere Hospital"),
        "place": PlaceFactory(cohort=cohort, person__given_name="Fenella"),
    }


def people_of(world: World) -> None:
    place: Place = world.place
    cohort: Cohort = world.cohort
    world.things["pairing"] = PairingFactory(place=place, starts_on=days_from_today(-59))
    tutor = world.things["tutor_role"] = TutorFactory(cohort=cohort)
    world.people = {
        ANONYMOUS: None,
        "fellow": place.person,
        "peer": PlaceFactory(cohort=cohort).person,
        "elsewhere": ChallengeFactory().place.person,
        "mentor": world.pairing.mentor,
        "grace": PairingFactory(
            place=place, kind=PairingKind.COVER, starts_on=days_from_today(-30), ends_on=days_from_today(-3)
        ).mentor,
        "former": PairingFactory(
            place=place, starts_on=days_from_today(-79), ends_on=days_from_today(-60)
        ).mentor,
        "team": AdministratorFactory(programme=cohort.programme).person,
        "team2": AdministratorFactory().person,
        "tutor": tutor.person,
        "evaluator": EvaluatorFactory(programme=cohort.programme).person,
        "alumnus": _alumnus(cohort),
        "stranger": UserFactory(),
    }


def _alumnus(cohort: Cohort) -> User:
    """A fellow of last year's cohort of the same programme."""
    last_year = CohortFactory(
        programme=cohort.programme, starts_on=days_from_today(-460), name="Last year’s cohort"
    )
    place = PlaceFactory(cohort=last_year, status=PlaceStatus.COMPLETED)
    return ChallengeFactory(place=place).place.person


def challenge_with_everything(world: World, place: Place) -> None:
    then = timezone.now() - dt.timedelta(days=5)  # while the mentor who is in grace was still paired
    challenge = ChallengeFactory(place=place, last_entry_at=then)
    mentor = world.mentor
    brief = {"challenge": challenge, "answered_by": mentor, "answered_at": then}
    agreed = BriefVersionFactory(
        **brief, status=BriefStatus.AGREED, sent_at=then, problem=f"Nobody sleeps. {marker('agreed brief')}"
    )
    sent = BriefVersionFactory(
        challenge=challenge,
        number=2,
        status=BriefStatus.SENT,
        sent_at=then,
        problem=f"Nobody sleeps at all. {marker('sent brief')}",
    )
    entry = LogEntryFactory(
        challenge=challenge, shared_at=then, what_happened=f"We met. {marker('log entry')}"
    )
    LogEntryFactory(challenge=challenge, what_happened=f"We met again. {marker('later entry')}")
    waiting = MilestoneFactory(
        challenge=challenge,
        status=MilestoneStatus.SENT,
        sent_at=then,
        evidence=f"The chart. {marker('evidence')}",
    )
    comment = CommentFactory(log_entry=entry, author=mentor, text=f"Look again. {marker('comment')}")
    CommentVersion.objects.create(comment=comment, text=f"Look. {marker('earlier comment')}")
    world.things |= {
        "challenge": challenge,
        "agreed_brief": agreed,
        "sent_brief": sent,
        "entry": entry,
        "milestone": MilestoneFactory(challenge=challenge, due_on=days_from_today(5)),
        "sent_milestone": waiting,
        "comment": comment,
        "attachment": AttachmentFactory(
            log_entry=entry, file=ContentFile(marker("file").encode(), name="notes.txt")
        ),
    }
    entry.milestones.add(waiting)
    Attachment.objects.update(uploaded_at=then)
    Comment.objects.update(created_at=then)


def workspace_of(world: World) -> None:
    then = timezone.now() - dt.timedelta(days=5)
    question = QuestionFactory(
        challenge=world.challenge, asked=f"Who sleeps? {marker('question')}", made_at=then
    )
    PieceChange.objects.create(piece=question, act="add", by=world.fellow, at=then)
    QuestionFactory(challenge=world.challenge, asked=f"Who wakes? {marker('later question')}")
    measure = MeasureFactory(
        challenge=world.challenge, name=f"Nights awake {marker('measure')}", made_at=then
    )
    PieceChange.objects.create(piece=measure, act="add", by=world.fellow, at=then)
    days = [dt.date(2020, month, 1) for month in (1, 2, 3)]
    readings = [ReadingFactory(measure=measure, day=day, note=marker("reading")) for day in days]
    world.things |= {
        "measure": measure,
        "reading": readings[1],
        "step_change": StepChange.objects.create(measure=measure, day=days[2], reason="A new rota"),
    }
    world.things |= {"question": question}
    link_of(world, then)
    doing_of(world, then)
    people_in_it(world, then)


def doing_of(world: World, then: dt.datetime) -> None:
    """A ramp with a cycle in Do and a later one, a driver diagram, a workstream."""
    old = {"challenge": world.challenge, "made_at": then}
    ramp = RampFactory(challenge=world.challenge)
    cycle = CycleFactory(
        ramp=ramp,
        number=1,
        made_at=then,
        stage=CycleStage.DO,
        prediction=f"They will sleep. {marker('cycle')}",
        started_on=days_from_today(-6),
    )
    CycleFactory(ramp=ramp, number=2, prediction=marker("later cycle"), name=marker("later cycle"))
    diagram = DriverDiagramFactory(**old)
    for piece in (cycle, diagram):
        PieceChange.objects.create(piece=piece, act="add", by=world.fellow, at=then)
    world.things |= {
        "cycle": cycle,
        "cycle_to_start": CycleFactory(ramp=ramp, number=3, prediction="They will sleep."),
        "decided_cycle": CycleFactory(
            ramp=ramp,
            number=4,
            stage=CycleStage.DECIDED,
            prediction="They will sleep.",
            started_on=days_from_today(-6),
            decision=Decision.ADAPT,
            decided_on=days_from_today(0),
        ),
        "removed_driver": DriverFactory(diagram=diagram, removed_at=then),
        "ramp": ramp,
        "diagram": diagram,
        "driver": DriverFactory(diagram=diagram, words=f"Quiet {marker('driver')}"),
        "workstream": WorkstreamFactory(challenge=world.challenge),
    }


def people_in_it(world: World, then: dt.datetime) -> None:
    """A stakeholder with two positions, a later one, a line of the ledger and a judgement."""
    old = {"challenge": world.challenge, "made_at": then}
    stakeholder = StakeholderFactory(**old, name=f"Night sister {marker('stakeholder')}")
    StakeholderFactory(challenge=world.challenge, name=f"Matron {marker('later stakeholder')}")
    sighting = SightingFactory(**old, seen=f"Nobody sat down. {marker('sighting')}")
    judgement = JudgementFactory(**old, reason=f"Two wards sleep. {marker('judgement')}")
    for piece in (stakeholder, sighting, judgement):
        PieceChange.objects.create(piece=piece, act="add", by=world.fellow, at=then)
    world.things |= {
        "stakeholder": stakeholder,
        "position": PositionFactory(
            stakeholder=stakeholder, day=days_from_today(-9), note=marker("position")
        ),
        "later_position": PositionFactory(stakeholder=stakeholder, day=days_from_today(-8)),
    }


def link_of(world: World, then: dt.datetime) -> None:
    """The question is evidence for the entry; and a milestone of somebody else, which is not."""
    ends = ({"log_entry": world.entry}, {"piece": world.question})
    one, other = (LinkEnd.objects.create(challenge=world.challenge, **end) for end in ends)
    link = Link.objects.create(
        challenge=world.challenge, one=one, other=other, made_by=world.fellow, made_at=then
    )
    world.things |= {
        "link": link,
        "linked_key": f"piece-{world.question.pk}",
        "foreign_milestone": MilestoneFactory(),
    }


def words_only_the_author_reads(world: World) -> None:
    challenge: Challenge = world.challenge
    fellow, mentor, draft_id = world.fellow, world.mentor, uuid.uuid4()
    about = {"by": fellow, "subject_id": challenge.pk, "version": 0}
    today = timezone.localdate()
    world.things |= {
        "draft": save_draft(
            **about, draft_id=draft_id, form="log", fields={"what_happened": [marker("log draft")]}
        ),
        "brief_draft": save_draft(
            **about, draft_id=uuid.uuid4(), form="brief", fields={"problem": [marker("brief draft")]}
        ),
        "question_draft": save_draft(
            **about, draft_id=uuid.uuid4(), form="question-new", fields={"asked": [marker("question draft")]}
        ),
        "cycle_draft": save_draft(
            by=fellow,
            draft_id=uuid.uuid4(),
            form="cycle-do",
            subject_id=world.cycle.pk,
            fields={"happened": [marker("draft of Do")]},
            version=0,
        ),
        "note": save_note(
            by=fellow,
            note_id=uuid.uuid4(),
            text=marker("fellow’s note"),
            written_on=today,
            version=0,
            about_challenge_id=challenge.pk,
        ),
        "mentors_note": save_note(
            by=mentor, note_id=uuid.uuid4(), text=marker("mentor’s note"), written_on=today, version=0
        ),
        "reply_draft": keep_typed(
            by=mentor,
            form="reply.review",
            subject_id=challenge.pk,
            typed={f"entry-{world.entry.pk}": marker("unsent reply")},
            version=0,
        ),
        "draft_file": AttachmentFactory(
            challenge=challenge,
            log_entry=None,
            draft_id=draft_id,
            uploaded_by=fellow,
            name=f"{marker('file of a draft')}.txt",
            file=ContentFile(marker("words in the file of a draft").encode(), name="draft.txt"),
        ),
    }


def pgcert_of(world: World) -> None:
    module = ModuleFactory(cohort=world.cohort, title="Leading change")
    TaughtDayFactory(module=module)
    assignment = AssignmentFactory(module=module)
    result = ResultFactory(
        assignment=assignment,
        place=world.place,
        mark=marker("mark"),
        outcome=Outcome.PASS,
        recorded_at=timezone.now(),
        recorded_by=world.tutor,
    )
    world.things |= {"module": module, "assignment": assignment, "result": result}
    asked = ResultFactory(assignment=AssignmentFactory(module=module), place=world.place)
    handed_in = ResultFactory(
        assignment=AssignmentFactory(module=module), place=world.place, submitted_on=days_from_today(-1)
    )
    world.things |= {
        "assignment_open": asked.assignment,
        "assignment_handed_in": handed_in.assignment,
        "extension": ExtensionRequestFactory(result=asked, reason=marker("reason for an extension")),
        "submission": Submission.objects.create(
            result=handed_in,
            attempt=1,
            handed_in_on=handed_in.submitted_on,
            at_provider=False,
            file=ContentFile(b"An essay.", name="essay"),
            name=f"{marker('work handed in')}.txt",
            content_type="text/plain",
            by=world.fellow,
        ),
    }
    spreadsheet = io.BytesIO(f"Email,Result\n{world.peer.email},Pass\n".encode())
    world.things |= {
        "material": Material.objects.create(
            module=module,
            title="Slides",
            file=ContentFile(b"Slides.", name="slides"),
            name="slides.txt",
            content_type="text/plain",
            added_by=world.tutor,
        ),
        "result_import": read_results(
            assignment=assignment, file=spreadsheet, name="results.csv", by=world.tutor
        ),
    }
    world.things["day_of_today"] = TaughtDayFactory(module=module, day=days_from_today(0))
    world.things["day_held"] = TaughtDayFactory(module=module, day=days_from_today(-10))


def setting_up_of(world: World) -> None:
    row = f"Ada,Added,ada.added@example.org,{world.host.code}".encode()
    file = ContentFile(b"First name,Last name,Email,Host organisation\n" + row, name="fellows.csv")
    run = read_import(start_import(by=world.team, cohort=world.cohort, file=file))
    assert run.status == ImportStatus.READY, run.failure
    invitation = _sent(world, UserFactory(password=False, address=False))
    Invitation.objects.create(
        programme=world.programme,
        cohort=world.cohort,
        role=Role.FELLOW,
        person=world.peer,
        email=world.peer.email,
    )
    PlaceFactory(cohort=world.cohort_to_launch)
    world.things |= {
        "import_run": run,
        "invitation": invitation,
        "invitation_secret": secret_of(invitation),
    }


def _sent(world: World, person: User) -> Invitation:
    """To somebody new, who has no password yet."""
    person.set_unusable_password()
    person.save(update_fields=["password"])
    now = timezone.now() - dt.timedelta(hours=1)  # what was sent a moment ago is not sent again
    invitation = Invitation.objects.create(
        programme=world.programme,
        cohort=world.cohort,
        role=Role.TUTOR,
        person=person,
        email=person.email,
        invited_by=world.team,
        sent_at=now,
        times_sent=1,
        expires_at=now + dt.timedelta(days=14),
    )
    invitation.secret_digest = digest_of(secret_of(invitation))
    invitation.save(update_fields=["secret_digest"])
    return invitation


def messages_of(world: World) -> None:
    world.things["message"] = Message.objects.create(
        person=world.fellow,
        kind="milestone_due",
        object_kind="challenges.milestone",
        object_id=str(world.milestone.pk),
        programme_id=world.programme.pk,
        why="You get this because a date is near.",
        status="failed",
        subject="A milestone is due",
        text="A milestone is due.",
    )
    world.things["unsubscribe_token"] = unsubscribe_address(world.message).rstrip("/").split("/")[-1]
    world.things["calendar_secret"] = make_feed(by=world.fellow)
