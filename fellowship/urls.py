"""Every address of the product. Each room lists its own."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path

from challenges.views.gallery import pictures
from fellowship.home.views.errors import no_such_page

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("fellowship.home.urls")),
    path("", include("fellowship.people.urls")),
    path("", include("fellowship.cohorts.urls")),
    path("", include("fellowship.cohorts.invitation_urls")),
    path("", include("fellowship.notifications.urls")),
    path("", include("fellowship.learning.urls")),
    path("", include("challenges.urls")),
    path("", include("mentoring.urls")),
    path("", include("fellowship.api.urls")),
    path("account/", include("allauth.urls")),
]
if settings.DEBUG:
    urlpatterns.append(path("components/pictures/", pictures, name="pictures"))
    urlpatterns.append(path("components/", include("fellowship.nhsuk.urls")))
if settings.DEMONSTRATION:
    # Last of all, and only what ends in a slash, so that a forgotten one is still added; machines get none.
    urlpatterns.append(re_path(r"^(?!api/v1/)(.*/)?$", no_such_page))
handler400 = "fellowship.home.views.errors.bad_request"
handler403 = "fellowship.home.views.errors.forbidden"
handler404 = "fellowship.home.views.errors.not_found"
handler500 = "fellowship.home.views.errors.server_error"
