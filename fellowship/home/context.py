from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.urls import reverse as strict_reverse
from django.utils.translation import gettext as _

from fellowship.cohorts.permissions import Role
from fellowship.home.services.front_pages import FRONT_PAGES, IN_USE, Standing, standing_of
from fellowship.nhsuk.navigation import Item, Navigation
from fellowship.nhsuk.navigation import Role as RoleLink


def reverse(name: str, **kwargs) -> str:
    """Until every room has its pages."""
    try:
        return strict_reverse(name, **kwargs)
    except NoReverseMatch:
        return "#"


# Which item of the bar is the current one, by the name of the address.
ACTIVE = {
    "fellow_home": "home",
    "waiting": "home",
    "review": "home",
    "administrator_home": "home",
    "tutor_home": "home",
    "evaluator_home": "home",
    "overview": "home",
    "person": "home",
    "challenge": "challenge",
    "brief": "challenge",
    "brief_edit": "challenge",
    "milestones": "challenge",
    "milestone": "challenge",
    "log_entry": "challenge",
    "log_new": "log",
    "drafts": "notes",
    "notes": "notes",
    "note": "notes",
    "modules": "pgcert",
    "module": "pgcert",
    "calendar": "calendar",
    "messages": "messages",
    "message": "messages",
}


def standing(request: HttpRequest) -> Standing:
    """The person's standing, asked for once a request."""
    if not hasattr(request, "standing"):
        request.standing = standing_of(request.user)  # type: ignore[attr-defined]
    return request.standing  # type: ignore[attr-defined]


def items_for(role: str, challenge_id: int | None) -> list[Item]:
    home = Item("home", _("Your fellowship"), reverse("fellow_home"))
    calendar = Item("calendar", _("Calendar"), reverse("calendar"))
    notes = Item("notes", _("Private notes"), reverse("notes"))
    pgcert = Item("pgcert", _("PgCert"), reverse("modules"))
    messages = Item("messages", _("Messages"), reverse("messages"))
    challenge = []
    if challenge_id:
        challenge = [Item("challenge", _("Challenge"), reverse("challenge", args=[challenge_id]))]
    if role == Role.FELLOW and challenge_id:
        log = Item("log", _("Log progress"), reverse("log_new", args=[challenge_id]))
        return [home, log, *challenge, pgcert, notes, calendar]
    if role in {Role.FELLOW, Role.ALUMNUS}:
        return [home, *challenge, pgcert, notes, calendar]
    if role == Role.MENTOR:
        return [Item("home", _("Waiting for you"), reverse("waiting")), notes, calendar]
    if role == Role.ADMINISTRATOR:
        return [Item("home", _("Programme"), reverse("administrator_home")), pgcert, messages, calendar]
    if role == Role.TUTOR:
        return [Item("home", _("Teaching"), reverse("tutor_home")), calendar]
    if role == Role.EVALUATOR:
        return [Item("home", _("Figures"), reverse("evaluator_home"))]
    return []


def navigation(request: HttpRequest) -> dict[str, Navigation]:
    if not request.user.is_authenticated:
        return {"nav": Navigation(sign_in_url=reverse("account_login"))}
    known = standing(request)
    role = known.role_in_use(request.session.get(IN_USE))
    match = request.resolver_match
    return {
        "nav": Navigation(
            person=request.user.full_name,
            home_url=reverse("home"),
            account_url=reverse("profile"),
            sign_out_url=reverse("account_logout"),
            items=items_for(role, known.challenge_id),
            active=ACTIVE.get(match.url_name or "", "") if match else "",
            role=role,
            roles=[
                RoleLink(key, str(FRONT_PAGES[key][1]), reverse("switch_role", args=[key]))
                for key in known.roles
            ],
        )
    }
