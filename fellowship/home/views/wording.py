from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fellowship.cohorts.views.found import programme_of, programme_to_change
from fellowship.home.forms.wording import WordingForm
from fellowship.home.services.wording_page import Example, changes_of, languages_of, send_test
from fellowship.nhsuk.stamped import came_second, stamp_of
from fellowship.notifications.models import Wording
from fellowship.notifications.services.wordings import PARTS, change_wording
from fellowship.notifications.wordable import Wordable, all_fixed, all_wordable
from fellowship.people.access import SignedInRequest


@require_safe
def wordings(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every letter a programme can word itself, and why it cannot word the others."""
    programme = programme_of(request.user, pk)
    found = {one.letter: one for one in Wording.objects.filter(programme_id=programme.pk)}
    letters = [(one, languages_of(found.get(one.template))) for one in all_wordable()]
    context = {"programme": programme, "letters": letters, "fixed": all_fixed()}
    return render(request, "home/wordings.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
def wording(request: SignedInRequest, pk: int, letter: str) -> HttpResponse:
    """Saving, or only looking (`preview`), what a letter says in one language."""
    programme = programme_to_change(request, pk)
    wordable, language = _wordable(letter), _language(request)
    found = _wording(programme.pk, wordable)
    form = WordingForm(request.POST or None, wordable=wordable, saved=found.words(language))
    shown = found
    if form.is_valid() and not came_second(form):
        words = {part: form.cleaned_data[part] for part in PARTS}
        if request.POST.get("act") != "preview":
            change_wording(
                programme_id=programme.pk, wordable=wordable, words=words, by=request.user, language=language
            )
            messages.success(request, _("Your words are saved. They count for what is sent from now on."))
            return redirect(_address(pk, wordable, language))
        shown = Wording()
        shown.put(language, words)
    languages = languages_of(found)
    context = {
        "programme": programme,
        "letter": wordable,
        "form": form,
        "saved": next(one for one in languages if one.code == language),
        "languages": languages,
        "is_saved": shown is found,
        "example": Example(wordable, request.user, language).words(shown),
        "changes": changes_of(found, language),
    }
    return render(request, "home/wording.jinja", context, status=409 if came_second(form) else 200)


@require_POST
def wording_back(request: SignedInRequest, pk: int, letter: str) -> HttpResponse:
    """Only from the words that were seen: who comes second is shown what somebody saved meanwhile."""
    programme = programme_to_change(request, pk)
    wordable, language = _wordable(letter), _language(request)
    saved = _wording(programme.pk, wordable).words(language)
    seen = request.POST.get("stamp")
    if seen and seen != stamp_of(WordingForm(wordable=wordable, saved=saved)) and any(saved.values()):
        messages.error(
            request, _("Somebody changed these words since you opened the page. Look at them once more.")
        )
        return redirect(_address(pk, wordable, language))
    ours = dict.fromkeys(PARTS, "")
    change_wording(
        programme_id=programme.pk, wordable=wordable, words=ours, by=request.user, language=language
    )
    messages.success(request, _("This message has our words again."))
    return redirect(_address(pk, wordable, language))


@require_POST
def wording_test(request: SignedInRequest, pk: int, letter: str) -> HttpResponse:
    programme = programme_of(request.user, pk)
    wordable, language = _wordable(letter), _language(request)
    example = Example(wordable, request.user, language)
    send_test(example=example, wording=_wording(programme.pk, wordable), by=request.user)
    messages.success(request, _("A test is on its way to %(address)s.") % {"address": request.user.email})
    return redirect(_address(pk, wordable, language))


def _wordable(key: str) -> Wordable:
    for one in all_wordable():
        if one.key == key:
            return one
    raise Http404(_("There is no such message."))


def _language(request: SignedInRequest) -> str:
    """The one asked for; ours where none is, or none that is spoken here."""
    asked = request.POST.get("language") or request.GET.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _wording(programme_id: int, wordable: Wordable) -> Wording:
    about = {"programme_id": programme_id, "letter": wordable.template}
    return Wording.objects.filter(**about).first() or Wording(**about)


def _address(pk: int, wordable: Wordable, language: str) -> str:
    return f"{reverse('wording', args=[pk, wordable.key])}?language={language}"
