"""The one Jinja2 environment of the product (settings.TEMPLATES points here)."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    FileSystemBytecodeCache,
    PackageLoader,
    Undefined,
)

from fellowship.nhsuk import phrases, rendering, words
from fellowship.nhsuk.status import STATUS_TAGS
from fellowship.nhsuk.year_strip import year_strip


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """`{{ url("challenge", 3) }}`: the address of a named view."""
    return reverse(name, args=args, kwargs=kwargs)


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
        year_strip=year_strip,
        STATUS_TAGS=STATUS_TAGS,
    )
    env.filters.update(words.FILTERS, filesize=filesizeformat)
    return env
