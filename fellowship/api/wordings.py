"""The letters of this room whose words a programme can make its own (others: home/wordings.py)."""

import datetime as dt
from types import SimpleNamespace as Facts
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellowship.lib.dates import in_words
from fellowship.notifications.wordable import Placeholder, Wordable


def _token() -> dict[str, Any]:
    last_day = timezone.localdate() + dt.timedelta(days=14)
    return {
        "token": Facts(pk=0, name="Power BI", programme=Facts(name=_("Our programme")), expires_on=last_day)
    }


def _webhook() -> dict[str, Any]:
    facts = {"name": _("Teams channel"), "host": "teams.example.org"}
    return {"webhook": Facts(pk=0, programme=Facts(name=_("Our programme")), **facts)}


WORDABLE = [
    Wordable(
        "emails/api/token_expires",
        "machines",
        gettext_lazy("A token is about to expire: to programme team"),
        _token,
        {
            "token": Placeholder(gettext_lazy("the token’s name"), lambda context: context["token"].name),
            "day": Placeholder(
                gettext_lazy("its last day"), lambda context: in_words(context["token"].expires_on)
            ),
        },
    ),
    Wordable(
        "emails/api/webhook_paused",
        "machines",
        gettext_lazy("A webhook was paused because it kept failing: to programme team"),
        _webhook,
        {"webhook": Placeholder(gettext_lazy("the webhook’s name"), lambda context: context["webhook"].name)},
    ),
]
