import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import reverse

from fellowship.home.views.errors import no_such_page
from tests.factories import ChallengeFactory, UserFactory

pytestmark = pytest.mark.django_db
OURS = "Go to your front page"


def test_invisible_page_of_the_demonstration_is_ours_and_not_djangos(client, settings):
    address = reverse("challenge", args=[ChallengeFactory().pk])  # loads urls.py as it is everywhere else
    settings.DEMONSTRATION = settings.DEBUG = True
    client.force_login(UserFactory())
    answer = client.get(address)
    assert answer.status_code == 404
    assert OURS in answer.content.decode()


def test_address_that_does_not_exist_is_answered_with_our_page(rf: RequestFactory):
    request = rf.get("/nowhere/")
    request.user, request.resolver_match, request._messages = AnonymousUser(), None, []
    answer = no_such_page(request)
    assert answer.status_code == 404
    assert OURS in answer.content.decode()
