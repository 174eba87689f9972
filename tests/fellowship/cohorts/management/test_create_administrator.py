"""The first administrator."""

import re

import pytest
from django.core.management import CommandError, call_command

from fellowship.cohorts.models import Invitation
from fellowship.cohorts.permissions import Role
from fellowship.people.models import User

pytestmark = pytest.mark.django_db


def test_create_administrator_prints_a_link_that_works(client, capsys):
    options = {"programme": "New Fellowship", "email": "first@example.org", "given_name": "Fi"}
    call_command("create_administrator", **options, family_name="Rst")
    link = re.search(r"/join/\w+/", capsys.readouterr().out)[0]
    client.post(link, {"password": "three words apart", "password_again": "three words apart"})
    role = User.objects.get(email="first@example.org").roles.get()
    assert (role.role, role.programme.name) == (Role.ADMINISTRATOR, "New Fellowship")
    with pytest.raises(CommandError, match="has this role already"):
        call_command("create_administrator", **options, family_name="Rst")


def test_create_administrator_with_a_bad_address_makes_nothing():
    with pytest.raises(CommandError, match="valid email"):
        call_command(
            "create_administrator", programme="New", email="nonsense", given_name="A", family_name="B"
        )
    assert not Invitation.objects.exists()
