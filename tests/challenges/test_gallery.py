"""Every kind of picture on one page, with invented content: accessible at every width."""

import pytest
from django.urls import path

from challenges.views.gallery import pictures
from fellowship import urls

# Tests run with DEBUG off, where the gallery has no address of its own.
urlpatterns = [path("components/pictures/", pictures), *urls.urlpatterns]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls(__name__), pytest.mark.slow]


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_pictures_are_accessible_and_fit(live_server, browser_page, axe, fits, width):
    browser_page.set_viewport_size({"width": width, "height": 900})
    assert browser_page.goto(f"{live_server.url}/components/pictures/").ok
    fits(browser_page)
    axe(browser_page)
