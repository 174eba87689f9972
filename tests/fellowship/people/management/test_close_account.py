import pytest
from django.core.management import CommandError, call_command

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_closed_account_is_signed_out_and_opens_again(client, capsys):
    user = UserFactory()
    client.force_login(user)
    assert client.get("/you/").status_code == 200
    key = client.session.session_key
    call_command("close_account", email=user.email.upper())
    assert "can no longer sign in" in capsys.readouterr().out
    assert not client.session.exists(key)
    assert client.get("/you/").status_code == 302
    call_command("close_account", email=user.email, reopen=True)
    assert client.get("/you/").status_code == 302  # the old session is gone for good
    client.logout()
    user.refresh_from_db()
    client.force_login(user)
    assert client.get("/you/").status_code == 200


def test_an_unknown_address_is_said():
    with pytest.raises(CommandError, match="Nobody"):
        call_command("close_account", email="nobody@example.org")
