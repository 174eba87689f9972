"""The forms of a taught day and of an assignment say what the date clashes with. Saving is not prevented."""

from django.contrib import messages
from django.forms import ModelForm
from django.http import HttpRequest

from fellowship.learning.models import TaughtDay
from fellowship.learning.services.clashes import clashes_of

CHECK = "check"


def is_to_save(request: HttpRequest, form: ModelForm) -> bool:
    """Sent and in order, and not only to have the date looked at."""
    return request.method == "POST" and form.is_valid() and request.POST.get("act") != CHECK


def clashes_on(form: ModelForm) -> list[str] | None:
    """Sentences about the date that stands on the page; None where none does."""
    has_date = form.is_valid() if form.is_bound else form.instance.pk
    return clashes_of(form.instance).in_words if has_date else None


def say_clashes(request: HttpRequest, form: ModelForm) -> None:
    """Once more after saving another date, for who did not look at it before."""
    if ("day" if isinstance(form.instance, TaughtDay) else "due_on") in form.changed_data:
        for sentence in clashes_of(form.instance).in_words:
            messages.warning(request, sentence)
