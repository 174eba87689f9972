from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fellowship.cohorts.views.found import programme_of, programme_to_change
from fellowship.home.forms.wording import WordingForm
from fellowship.home.services.wording_page import Example, changes_of, send_test
from fellowship.nhsuk.stamped import came_second
from fellowship.notifications.models import Wording
from fellowship.notifications.services.wordings import PARTS, change_wording
from fellowship.notifications.wordable import Wordable, all_fixed, all_wordable
from fellowship.people.access import SignedInRequest


@require_safe
def wordings(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every letter a programme can word itself, and why it cannot word the others."""
    programme = programme_of(request.user, pk)
    own = {one.letter for one in Wording.objects.filter(programme_id=programme.pk) if not one.is_ours}
    letters = [(one, one.template in own) for one in all_wordable()]
    context = {"programme": programme, "letters": letters, "fixed": all_fixed()}
    return render(request, "home/wordings.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
def wording(request: SignedInRequest, pk: int, letter: str) -> HttpResponse:
    """Saving, or only looking (`preview`), what a letter says."""
    programme = programme_to_change(request, pk)
    wordable = _wordable(letter)
    found = Wording.objects.filter(programme_id=programme.pk, letter=wordable.template).first()
    form = WordingForm(request.POST or None, wordable=wordable, wording=found)
    shown = found
    if form.is_valid() and not came_second(form):
        words = {part: form.cleaned_data[part] for part in PARTS}
        if request.POST.get("act") != "preview":
            change_wording(programme_id=programme.pk, wordable=wordable, words=words, by=request.user)
            messages.success(request, _("Your words are saved. They count for what is sent from now on."))
            return redirect("wording", programme.pk, wordable.key)
        shown = Wording(programme_id=programme.pk, letter=wordable.template, **words)
    context = {
        "programme": programme,
        "letter": wordable,
        "form": form,
        "wording": found,
        "is_saved": shown is found,
        "example": _example(request, wordable).words(shown),
        "changes": changes_of(found),
    }
    return render(request, "home/wording.jinja", context, status=409 if came_second(form) else 200)


@require_POST
def wording_back(request: SignedInRequest, pk: int, letter: str) -> HttpResponse:
    programme = programme_of(request.user, pk)
    wordable = _wordable(letter)
    change_wording(
        programme_id=programme.pk, wordable=wordable, words=dict.fromkeys(PARTS, ""), by=request.user
    )
    messages.success(request, _("This message has our words again."))
    return redirect("wording", programme.pk, wordable.key)


@require_POST
def wording_test(request: SignedInRequest, pk: int, letter: str) -> HttpResponse:
    programme = programme_of(request.user, pk)
    wordable = _wordable(letter)
    found = Wording.objects.filter(programme_id=programme.pk, letter=wordable.template).first()
    send_test(example=_example(request, wordable), wording=found, by=request.user)
    messages.success(request, _("A test is on its way to %(address)s.") % {"address": request.user.email})
    return redirect("wording", programme.pk, wordable.key)


def _wordable(key: str) -> Wordable:
    for one in all_wordable():
        if one.key == key:
            return one
    raise Http404(_("There is no such message."))


def _example(request: SignedInRequest, wordable: Wordable) -> Example:
    return Example(wordable, request.user, _("This is a test with invented facts."))
