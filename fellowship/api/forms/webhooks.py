from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from fellowship.api.changes import CHANGES
from fellowship.api.models import Style, Webhook
from fellowship.api.outgoing import NotDelivered, check_address
from fellowship.cohorts.forms.words import Line
from fellowship.nhsuk.forms import Form


class WebhookForm(Form):
    name = Line(
        label=_("Who is told?"),
        max_length=100,
        help_text=_("For example Teams channel of the programme team."),
        error_messages={"required": _("Enter who is told")},
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=2000,
        help_text=_("Begins with https://. Treat the address of a Teams workflow like a password."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    style = forms.ChoiceField(label=_("What is sent?"), choices=Style.choices, widget=forms.RadioSelect)
    kinds = forms.MultipleChoiceField(
        label=_("Which changes?"),
        choices=[(code, change.title) for code, change in CHANGES.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one kind of change")},
    )
    form_id = forms.UUIDField(widget=forms.HiddenInput)

    def clean_address(self) -> str:
        address = self.cleaned_data["address"].strip()
        try:
            check_address(address, allowed=settings.WEBHOOK_HOSTS)
        except NotDelivered as wrong:
            raise forms.ValidationError(str(wrong)) from wrong
        return address

    @classmethod
    def words_of(cls, webhook: Webhook) -> dict:
        same = ("name", "address", "style", "kinds", "form_id")
        return {name: getattr(webhook, name) for name in same}
