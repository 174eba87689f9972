"""`_`, `ngettext` and `pgettext` for templates, as jinja2.ext.i18n defines its new style.

That extension asks Django's chain of catalogues again for each of the hundreds of phrases of a page;
here a phrase is looked up once for each language. Variables are escaped wherever the page is.
"""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import number_format
from jinja2 import Environment, Template, pass_eval_context
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
    """`ngettext("%(num)s fellow", "%(num)s fellows", 1200)`: `1,200 fellows`"""
    phrase = translation.ngettext(one, many, number)
    variables.setdefault("num", number_format(number, force_grouping=True))
    return (Markup(phrase) if context.autoescape else phrase) % variables  # noqa: S704


@pass_eval_context
def pgettext(context: EvalContext, about: str, message: str, /, **variables: Any) -> str:
    phrase = translation.pgettext(about, message)
    variables.setdefault("context", about)
    return (Markup(phrase) if context.autoescape else phrase) % variables  # noqa: S704


def language_tag(language: str | None = None) -> str:
    """For `lang="…"`: “en-GB”, “cy”. The language of the page unless another is asked for."""
    language, _, region = (language or translation.get_language() or settings.LANGUAGE_CODE).partition("-")
    return f"{language}-{region.upper()}" if region else language


def other_languages() -> list[tuple[str, str, str]]:
    """(code, tag, its own name) of each language that the page could be in instead."""
    here = translation.get_language()
    return [(code, language_tag(code), name) for code, name in settings.LANGUAGES if code != here]


class SpokenTemplate(Template):
    """Jinja keeps what one template imports from another. Words set at its top level are kept by language."""

    @property
    def _module(self) -> Any:
        return self.__dict__.get("modules", {}).get(translation.get_language())

    @_module.setter
    def _module(self, made: Any) -> None:
        self.__dict__.setdefault("modules", {})[translation.get_language()] = made


def install(env: Environment) -> None:
    """Into an environment that has jinja2.ext.i18n, which still reads `{% trans %}`."""
    env.newstyle_gettext = True  # type: ignore[attr-defined]
    env.template_class = SpokenTemplate
    env.globals.update(_=gettext, gettext=gettext, ngettext=ngettext, pgettext=pgettext)
    env.globals.update(language_tag=language_tag, other_languages=other_languages)
