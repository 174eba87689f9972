from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models.role import STAFF_ROLES
from fellowship.lib.text import clean
from fellowship.nhsuk.forms import Form
from fellowship.people.models import User


class InviteForm(Form):
    """A tutor, administrator or evaluator. Fellows and mentors come with the list of the cohort."""

    role = forms.ChoiceField(label=_("Role"), choices=STAFF_ROLES, widget=forms.RadioSelect)
    given_name = forms.CharField(label=_("First name"), max_length=100)
    family_name = forms.CharField(label=_("Last name"), max_length=100)
    email = forms.EmailField(
        label=_("Email address"), help_text=_("The link goes there. It must be theirs alone.")
    )

    def clean_given_name(self) -> str:
        return clean(self.cleaned_data["given_name"], limit=100)

    def clean_family_name(self) -> str:
        return clean(self.cleaned_data["family_name"], limit=100)


class JoinForm(Form):
    """The password somebody new chooses."""

    password = forms.CharField(
        label=_("Choose a password"),
        error_messages={"required": _("Enter a password")},
        help_text=_(
            "At least 12 characters. Three words that do not belong together are good. "
            "Not your name, and not one that many people use."
        ),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label=_("The same password again"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, person: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"], self.person)
        return self.cleaned_data["password"]

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if "password" in cleaned and cleaned.get("password_again") not in (None, cleaned["password"]):
            self.add_error("password_again", _("The two passwords are not the same. Type them again."))
        return cleaned
