"""`_`, `ngettext` and `pgettext` for templates, as jinja2.ext.i18n defines its new style.

That extension asks Django's chain of catalogues again for each of the hundreds of phrases of a page;
here a phrase is looked up once for each language. Variables are escaped wherever the page is.
"""

from functools import lru_cache
from typing import Any

from django.utils import translation
from jinja2 import Environment, pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

KEPT = 8192  # phrases; a few more than our templates have


@lru_cache(KEPT)
def _found(language: str | None, message: str, escaping: bool) -> str:
    found = translation.gettext(message)
    return Markup(found) if escaping else found  # noqa: S704  our own words; variables are not in yet


@lru_cache(KEPT)
def _finished(language: str | None, message: str, escaping: bool) -> str:
    """A phrase without variables; %% in it stands for a single %."""
    return _found(language, message, escaping) % {}


@pass_eval_context
def gettext(context: EvalContext, message: str, /, **variables: Any) -> str:
    look_up = _found if variables else _finished
    phrase = look_up(translation.get_language(), message, bool(context.autoescape))
    return phrase % variables if variables else phrase


@pass_eval_context
def ngettext(context: EvalContext, one: str, many: str, number: int, /, **variables: Any) -> str:
    phrase = translation.ngettext(one, many, number)
    variables.setdefault("num", number)
    return (Markup(phrase) if context.autoescape else phrase) % variables  # noqa: S704


@pass_eval_context
def pgettext(context: EvalContext, about: str, message: str, /, **variables: Any) -> str:
    phrase = translation.pgettext(about, message)
    variables.setdefault("context", about)
    return (Markup(phrase) if context.autoescape else phrase) % variables  # noqa: S704


def install(env: Environment) -> None:
    """Into an environment that has jinja2.ext.i18n, which still reads `{% trans %}`."""
    env.newstyle_gettext = True  # type: ignore[attr-defined]
    env.globals.update(_=gettext, gettext=gettext, ngettext=ngettext, pgettext=pgettext)
