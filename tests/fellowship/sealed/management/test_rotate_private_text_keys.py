import base64
import datetime as dt
import uuid

import pytest
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command

from fellowship.lib.sealing import CannotOpen
from fellowship.sealed.services.drafts import draft_of, save_draft
from fellowship.sealed.services.notes import notes_of, save_note
from tests import factories

NEW_KEY = base64.urlsafe_b64encode(b"a new key of thirty-two bytes ok").decode()


def test_after_rotation_the_old_key_is_no_longer_needed(db, settings, capsys):
    author, draft = factories.UserFactory(), uuid.uuid4()
    save_note(by=author, note_id=uuid.uuid4(), text="mine", written_on=dt.date(2026, 11, 2), version=0)
    save_draft(by=author, draft_id=draft, form="log", subject_id=1, fields={"a": ["b"]}, version=0)
    TOTP.activate(author, "THESECRET")
    codes = RecoveryCodes.activate(author).generate_codes()
    settings.PRIVATE_TEXT_KEYS = [NEW_KEY, *settings.PRIVATE_TEXT_KEYS]
    call_command("rotate_private_text_keys")
    assert capsys.readouterr().out.startswith("2 private texts and 2 second steps")
    settings.PRIVATE_TEXT_KEYS = [NEW_KEY]
    assert notes_of(author).get().read() == {"text": "mine"}
    assert draft_of(author, draft).read() == {"a": ["b"]}
    steps = {step.type: step.wrap() for step in Authenticator.objects.filter(user=author)}
    assert get_mfa_adapter().decrypt(steps["totp"].instance.data["secret"]) == "THESECRET"
    assert steps["recovery_codes"].generate_codes() == codes


def test_without_rotation_a_new_key_alone_opens_nothing(db, settings):
    author = factories.UserFactory()
    save_note(by=author, note_id=uuid.uuid4(), text="mine", written_on=dt.date(2026, 11, 2), version=0)
    settings.PRIVATE_TEXT_KEYS = [NEW_KEY]
    with pytest.raises(CannotOpen):
        notes_of(author).get().read()


def test_rotation_without_keys_says_what_to_set(db, settings):
    settings.PRIVATE_TEXT_KEYS = []
    with pytest.raises(CommandError, match="PRIVATE_TEXT_KEYS"):
        call_command("rotate_private_text_keys")
