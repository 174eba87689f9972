"""A token that works no more, so that no secret lies about, and a webhook that was paused."""

import datetime as dt
import secrets
import uuid

from django.utils import timezone

from challenges.models import MilestoneChange
from fellowship.api.changes import CHANGES, MILESTONE
from fellowship.api.models import ApiToken, Delivery, DeliveryStatus, TokenUse, Webhook
from fellowship.api.scopes import Scope
from fellowship.api.services.facts import bodies_of
from fellowship.api.services.planning import from_now_on
from fellowship.api.services.tokens import digest_of
from fellowship.cohorts.models import Programme, RoleAssignment
from fellowship.cohorts.permissions import Role
from fellowship.people.models import AuditEvent, User
from fellowship.people.services import audit

READ_ON = [
    (9, "milestones", 3, 214),
    (9, "results", 1, 60),
    (2, "milestones", 3, 217),
    (2, "attendance", 1, 84),
]


def write_machines(programme: Programme) -> None:
    administrator = User.objects.filter(
        roles__in=RoleAssignment.objects.filter(programme=programme, role=Role.ADMINISTRATOR)
    ).earliest("pk")
    _token(programme, administrator)
    _webhook(programme, administrator)


def _token(programme: Programme, administrator: User) -> None:
    now = timezone.now()
    token = ApiToken.objects.create(
        programme=programme,
        name="Power BI of the evaluation team",
        scopes=[Scope.MILESTONES, Scope.ATTENDANCE, Scope.RESULTS],
        expires_on=timezone.localdate() + dt.timedelta(days=200),
        prefix=secrets.token_hex(6),
        digest=digest_of(secrets.token_urlsafe(32)),
        form_id=uuid.uuid4(),
        made_by=administrator,
        revoked_by=administrator,
        revoked_at=now - dt.timedelta(days=1),
    )
    ApiToken.objects.filter(pk=token.pk).update(made_at=now - dt.timedelta(days=10))
    TokenUse.objects.bulk_create(
        TokenUse(
            token=token,
            resource=resource,
            day=timezone.localdate() - dt.timedelta(days=days_ago),
            times=times,
            rows=rows,
            last_at=now - dt.timedelta(days=days_ago),
        )
        for days_ago, resource, times, rows in READ_ON
    )
    audit.record("token made", token, by=administrator, name=token.name, scopes=token.scopes)
    audit.record("token revoked", token, by=administrator, name=token.name)


def _webhook(programme: Programme, administrator: User) -> None:
    """Paused by the administrator, with the last steps of milestones sent, failed and waiting."""
    kinds = [code for code, change in CHANGES.items() if change.object_kind == MILESTONE]
    webhook = Webhook.objects.create(
        programme=programme,
        name="Teams channel of the programme team",
        address="https://teams.example.org/workflows/invented",
        style="teams",
        kinds=kinds,
        **from_now_on(kinds),
        form_id=uuid.uuid4(),
        made_by=administrator,
        paused_at=timezone.now(),
        paused_by=administrator,
    )
    audit.record("webhook made", webhook, by=administrator, name=webhook.name, host=webhook.host)
    steps = MilestoneChange.objects.filter(
        milestone__challenge__place__cohort__programme=programme, act__in=["send", "sign_off"]
    )
    states = [DeliveryStatus.SENT] * 4 + [DeliveryStatus.FAILED, DeliveryStatus.WAITING]
    for step, status in zip(steps.order_by("-at", "-pk")[: len(states)], reversed(states), strict=False):
        _delivery(webhook, step, status)


def _delivery(webhook: Webhook, step: MilestoneChange, status: DeliveryStatus) -> None:
    """The audit is never written for another day, so the event that would be behind it is not kept."""
    event = AuditEvent(
        pk=step.pk, at=step.at, act=step.act, object_kind=MILESTONE, object_id=str(step.milestone_id)
    )
    _programme_id, body = bodies_of([event])[event.pk]
    is_sent = status == DeliveryStatus.SENT
    delivery = Delivery.objects.create(
        webhook=webhook,
        kind=body["type"],
        body=body,
        status=status,
        attempts={DeliveryStatus.SENT: 1, DeliveryStatus.FAILED: 8}.get(status, 0),
        answer={DeliveryStatus.SENT: "202", DeliveryStatus.FAILED: "The receiver answered 404."}.get(
            status, ""
        ),
        sent_at=step.at if is_sent else None,
    )
    Delivery.objects.filter(pk=delivery.pk).update(made_at=step.at)
