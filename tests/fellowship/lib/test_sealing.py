import hashlib
from base64 import urlsafe_b64encode

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from fellowship.lib.sealing import CannotOpen, Sealer, author_token, hmac_pads

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))
MINE = "privatenote:author 5"
SECRET = "I did not sleep. שלום 👩🏽‍⚕️"


@given(st.text(), st.text())
def test_what_is_sealed_opens_again(text, context):
    sealer = Sealer([NEW])
    assert sealer.open_sealed(sealer.seal(text, context=context), context=context) == text


def test_sealed_text_holds_no_word_of_it_and_is_never_twice_the_same():
    sealer = Sealer([NEW])
    one, other = sealer.seal(SECRET, context=MINE), sealer.seal(SECRET, context=MINE)
    assert one != other
    assert b"sleep" not in one


@pytest.mark.parametrize("context", ["privatenote:author 6", "draft:author 5", "", MINE + " "])
def test_sealed_text_moved_elsewhere_does_not_open(context):
    sealer = Sealer([NEW])
    token = sealer.seal(SECRET, context=MINE)
    with pytest.raises(CannotOpen):
        sealer.open_sealed(token, context=context)


def test_every_changed_or_missing_byte_is_noticed():
    sealer = Sealer([NEW])
    token = sealer.seal("ab", context=MINE)
    changed = [token[:n] + bytes([token[n] ^ 1]) + token[n + 1 :] for n in range(len(token))]
    cut = [token[:n] for n in range(len(token))]
    for wrong in [*changed, *cut, token + b"\0"]:
        with pytest.raises(CannotOpen):
            sealer.open_sealed(wrong, context=MINE)


def test_keys_rotate_old_text_opens_and_new_text_takes_the_first_key():
    token = Sealer([OLD]).seal(SECRET, context=MINE)
    both = Sealer([NEW, OLD])
    assert both.open_sealed(token, context=MINE) == SECRET
    resealed = both.reseal(token, context=MINE)
    assert Sealer([NEW]).open_sealed(resealed, context=MINE) == SECRET
    assert both.reseal(resealed, context=MINE) == resealed
    with pytest.raises(CannotOpen):
        Sealer([NEW]).open_sealed(token, context=MINE)


def test_reseal_needs_the_right_context():
    token = Sealer([OLD]).seal(SECRET, context=MINE)
    with pytest.raises(CannotOpen):
        Sealer([NEW, OLD]).reseal(token, context="draft:author 5")


def test_sealed_text_opens_from_what_the_database_driver_gives():
    sealer = Sealer([NEW])
    assert sealer.open_sealed(memoryview(sealer.seal(SECRET, context=MINE)), context=MINE) == SECRET


@pytest.mark.parametrize("key", ["", "short", "?" * 44, urlsafe_b64encode(b"x" * 16).decode(), "schlüssel"])
def test_bad_key_is_refused_without_showing_it(key):
    with pytest.raises(ValueError, match="32 bytes in URL-safe base64") as refusal:
        Sealer([NEW, key])
    assert not key or key not in str(refusal.value)


def test_no_key_is_refused():
    with pytest.raises(ValueError, match="at least one key"):
        Sealer([])


def test_author_token_is_hmac_sha256_of_author_and_connection():
    key = bytes(range(32))
    inner, outer = (bytes(b ^ pad for b in key.ljust(64, b"\0")) for pad in (0x36, 0x5C))
    expected = hashlib.sha256(outer + hashlib.sha256(inner + b"5:4242").digest()).hexdigest()
    assert author_token(5, 4242, key.hex()) == f"5:{expected}"


@given(st.binary(min_size=1, max_size=100), st.integers(1, 2**63 - 1), st.integers(1, 2**22))
def test_database_reaches_the_same_token_from_the_two_pads(key, user_id, pid):
    inner, outer = (bytes.fromhex(pad) for pad in hmac_pads(key.hex()))
    assert len(inner) == len(outer) == 64
    message = f"{user_id}:{pid}".encode()
    by_database = hashlib.sha256(outer + hashlib.sha256(inner + message).digest()).hexdigest()
    assert author_token(user_id, pid, key.hex()) == f"{user_id}:{by_database}"


def test_author_token_differs_by_author_and_connection():
    key = "ab" * 32
    assert len({author_token(user, pid, key) for user, pid in [(1, 23), (12, 3), (1, 24), (2, 23)]}) == 4
