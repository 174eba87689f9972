from contextlib import nullcontext

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fellowship.people.access import SignedInRequest
from fellowship.people.forms.profile import ProfileForm
from fellowship.people.further_pages import further_pages
from fellowship.people.languages import speaking_to
from fellowship.people.services.profile import update_profile


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    """One's own name and work, and the way to everything about signing in."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        person = update_profile(person=request.user, by=request.user, changes=form.cleaned_data)
        with speaking_to(person) if person.language else nullcontext():
            messages.success(request, _("Your details are saved."))
        return redirect("profile")
    context = {"form": form, "further_pages": further_pages(request.user)}
    return render(request, "people/profile.jinja", context)


@require_safe
def second_factor_needed(request: SignedInRequest) -> HttpResponse:
    """Says why an administrator cannot go on yet, and what to do."""
    return render(request, "people/second_factor_needed.jinja")
