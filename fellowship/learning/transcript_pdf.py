"""The transcript as PDF/UA-1. How it is set is in templates/learning/transcript.typ."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fellowship.cohorts.models import Place
from fellowship.learning.models import Outcome
from fellowship.learning.services.pgcert import FellowsModule, Pgcert, Piece
from fellowship.lib.dates import in_words
from fellowship.lib.typesetting import pdf_of

TEMPLATE = Path(settings.BASE_DIR) / "templates" / "learning" / "transcript.typ"
NOTHING = "–"


def transcript_pdf(place: Place, pgcert: Pgcert, attendance: dict[str, Any], made_on: dt.date) -> bytes:
    facts = [
        (_("Cohort"), place.cohort.name),
        (
            _("Credits"),
            _("%(earned)s earned of %(needed)s needed") % {"earned": pgcert.earned, "needed": pgcert.needed},
        ),
        (_("Taught days"), _("attended %(came)s of %(recorded)s recorded") % attendance),
    ]
    data = {
        "language": (get_language() or "en").split("-")[0],
        "title": _("PgCert transcript: %(name)s") % {"name": place.person.full_name},
        "name": place.person.full_name,
        "facts": facts,
        "modules": [_module(item) for item in pgcert.modules],
        "product": settings.PRODUCT_NAME,
        "made_on": in_words(made_on),
        "words": {
            "transcript": _("PgCert transcript"),
            "assignment": _("Assignment"),
            "handed_in": _("Handed in"),
            "mark": _("Mark"),
            "result": _("Result"),
            "none": _("There are no modules yet."),
            "note": _(
                "The programme's own record, as of the day it was printed. The certificate and the official "
                "transcript come from the university."
            ),
        },
    }
    return pdf_of(TEMPLATE, json.dumps(data, ensure_ascii=False))


def _module(item: FellowsModule) -> dict[str, Any]:
    module = item.module
    about = _("Level %(level)s, %(earned)s of %(credits)s credits") % {
        "level": module.level,
        "earned": item.earned,
        "credits": module.credits,
    }
    return {
        "title": module.title,
        "about": f"{about}, {module.provider}" if module.provider else about,
        "rows": [_row(piece) for piece in item.pieces],
    }


def _row(piece: Piece) -> list[str]:
    result = piece.result
    title = piece.assignment.title
    if result and result.attempt > 1:
        title = _("%(title)s (attempt %(number)s)") % {"title": title, "number": result.attempt}
    return [
        title,
        in_words(result.submitted_on) if result and result.submitted_on else NOTHING,
        f"{float(result.mark):g}" if result and result.mark is not None else NOTHING,
        str(Outcome(result.outcome).label) if result and result.outcome else NOTHING,
    ]
