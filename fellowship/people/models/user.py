from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Profession(models.TextChoices):
    """Who becomes a fellow (DOMAIN.md, People and roles)."""

    DOCTOR = "doctor", _("Doctor")
    NURSE = "nurse", _("Nurse")
    MIDWIFE = "midwife", _("Midwife")
    ALLIED_HEALTH = "allied_health", _("Allied health professional")
    PHARMACIST = "pharmacist", _("Pharmacist")
    DENTIST = "dentist", _("Dentist")
    SCIENTIST = "scientist", _("Healthcare scientist")
    PSYCHOLOGIST = "psychologist", _("Psychologist")
    PARAMEDIC = "paramedic", _("Paramedic")
    MANAGER = "manager", _("Manager")
    OTHER = "other", _("Other")


def check_time_zone(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError(_("Choose a time zone from the list, such as Europe/London."))


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email).strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person. The internal id is the identity: addresses, employers and names change."""

    title = models.CharField(_("title"), max_length=20, blank=True)
    given_name = models.CharField(_("first name"), max_length=100)
    family_name = models.CharField(_("last name"), max_length=100)
    email = models.EmailField(
        _("email address"), help_text=_("Where messages go. Further addresses are kept by allauth.")
    )
    profession = models.CharField(_("profession"), max_length=20, choices=Profession.choices, blank=True)
    grade = models.CharField(_("grade or band"), max_length=100, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/London", validators=[check_time_zone]
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        choices=settings.LANGUAGES,
        blank=True,
        default="",
        db_default="",
        help_text=_("Empty: pages follow the browser, and messages are in English."),
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    own_edits = models.JSONField(
        default=list, blank=True, help_text=_("Fields this person changed; an import leaves them alone.")
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["given_name", "family_name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]
        ordering = ["family_name", "given_name", "pk"]

    def __str__(self) -> str:
        return self.full_name

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.pk])

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.title, self.given_name, self.family_name) if part)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)
