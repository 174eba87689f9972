from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models.escalation import MOST_DAYS_AFTER, OWNER, TOLD, Escalation, Late
from fellowship.cohorts.permissions import Role
from fellowship.nhsuk.forms import Form

WHO: dict[str, Promise] = {
    Role.FELLOW: _("Tell the fellow after this many days"),
    Role.MENTOR: _("Tell the mentor after this many days"),
    Role.ADMINISTRATOR: _("Tell the programme team after this many days"),
    OWNER: _("Tell whoever agreed to do it after this many days"),
}


class EscalationForm(Form):
    """A number of days for each thing that can be late and each role; empty: not told."""

    def __init__(self, *args: Any, escalation: Escalation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for late, roles in TOLD.items():
            for role in roles:
                self.fields[f"{late}_{role}"] = forms.IntegerField(
                    label=str(WHO[role]),
                    required=False,
                    min_value=1,
                    max_value=MOST_DAYS_AFTER,
                    initial=escalation.days(late, role),
                    widget=forms.TextInput(attrs={"inputmode": "numeric"}),
                    error_messages={
                        "invalid": _("Days must be a whole number, like 10"),
                        "min_value": _("Days must be 1 or more"),
                        "max_value": _("Days must be 90 or fewer"),
                    },
                )

    def label_in_full(self, name: str) -> str:
        late, _role = name.rsplit("_", 1)
        return f"{Late(late).label}: {self.fields[name].label}"

    def groups(self) -> Iterator[tuple[Late, list[BoundField]]]:
        for late, roles in TOLD.items():
            yield Late(late), [self[f"{late}_{role}"] for role in roles]
