"""The one Jinja2 environment of the product (settings.TEMPLATES points here)."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.templatetags.static import static
from django.urls import get_script_prefix, get_urlconf, reverse
from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    FileSystemBytecodeCache,
    PackageLoader,
    Undefined,
)

from challenges.history import act_words, words_in
from fellowship.nhsuk import phrases, rendering, stamped, words
from fellowship.nhsuk.status import STATUS_TAGS
from fellowship.nhsuk.year_strip import year_strip

A_NUMBER = 9_007_199_254_740_993  # in no name of a view and no address of its own


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """`{{ url("challenge", 3) }}`: the address of a named view. With one number, as lists have: kept."""
    if len(args) == 1 and type(args[0]) is int and args[0] >= 0 and not kwargs:
        before, after = _around_a_number(name, get_urlconf(), settings.ROOT_URLCONF, get_script_prefix())
        return f"{before}{args[0]}{after}"
    return reverse(name, args=args, kwargs=kwargs)


@lru_cache(512)
def _around_a_number(name: str, urlconf: Any, root: str, prefix: str) -> tuple[str, str]:
    """What stands before and after the number. All that the address depends on is in the arguments."""
    before, after = reverse(name, args=[A_NUMBER]).split(str(A_NUMBER))
    return before, after


def csp_nonce(request: HttpRequest | Undefined) -> str:
    """django-csp's lazy nonce counts as false until somebody reads it, so it is read here."""
    return str(getattr(request, "csp_nonce", ""))


class Product:
    """What a template may know of the settings; read when asked, so that tests can change it."""

    name = property(lambda self: settings.PRODUCT_NAME)
    logo = property(lambda self: settings.PRODUCT_LOGO)
    demonstration = property(lambda self: settings.DEMONSTRATION)
    debug = property(lambda self: settings.DEBUG)


def environment(**options: Any) -> Environment:
    """Our templates first, then those of nhsuk-frontend-jinja, which need `ChainableUndefined`."""
    options["loader"] = ChoiceLoader([options["loader"], PackageLoader("nhsuk_frontend_jinja")])
    options["undefined"] = ChainableUndefined
    env = Environment(  # noqa: S701  Django's backend switches autoescape on in options
        **options,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
        bytecode_cache=FileSystemBytecodeCache(),
    )
    phrases.install(env)
    env.globals.update(
        static=static,
        url=url,
        csp_nonce=csp_nonce,
        product=Product(),
        control=rendering.control,
        error_links=rendering.error_links,
        page_links=rendering.page_links,
        address_with=rendering.address_with,
        saved_otherwise=stamped.saved_otherwise,
        stamp_of=stamped.stamp_of,
        year_strip=year_strip,
        STATUS_TAGS=STATUS_TAGS,
    )
    env.filters.update(words.FILTERS, filesize=filesizeformat, piece_act=act_words, piece_words=words_in)
    return env
