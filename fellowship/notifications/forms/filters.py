from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fellowship.nhsuk.forms import Form
from fellowship.notifications.kinds import kind_choices
from fellowship.notifications.models import MessageStatus
from fellowship.notifications.models.message import MessageQuerySet
from fellowship.people.models import User


class MessageFilters(Form):
    status = forms.ChoiceField(
        label=_("Status"), choices=[("", _("Every status")), *MessageStatus.choices], required=False
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("Every kind")), *kind_choices()], required=False
    )
    to = forms.CharField(label=_("Name or email address"), max_length=100, required=False)
    person = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**62)

    def narrow(self, messages: MessageQuerySet) -> MessageQuerySet:
        """What was chosen, of messages `naming_for` somebody.

        A choice that makes no sense narrows nothing and is shown as an error.
        """
        self.is_valid()
        chosen = self.cleaned_data
        if chosen.get("status"):
            messages = messages.filter(status=chosen["status"])
        if chosen.get("kind"):
            messages = messages.filter(kind=chosen["kind"])
        if chosen.get("person"):
            messages = messages.filter(person=chosen["person"])
        for word in chosen.get("to", "").split():
            messages = messages.filter(
                Q(address__icontains=word)
                | Q(is_named=True, person__given_name__icontains=word)
                | Q(is_named=True, person__family_name__icontains=word)
                | Q(is_named=True, person__email__icontains=word)
            )
        return messages

    def chosen(self, people: QuerySet[User]) -> list[tuple[str, str]]:
        """(field, words) of what was chosen; `people` are those whose names may be shown."""
        values = self.cleaned_data
        words = {
            "status": MessageStatus(values["status"]).label if values.get("status") else "",
            "kind": dict(kind_choices())[values["kind"]] if values.get("kind") else "",
            "to": values.get("to", ""),
            "person": self._name_of(values.get("person"), people),
        }
        return [(name, str(text)) for name, text in words.items() if text]

    def _name_of(self, pk: int | None, people: QuerySet[User]) -> str:
        if not pk:
            return ""
        person = people.filter(pk=pk).first()
        return person.full_name if person else gettext("One person")
