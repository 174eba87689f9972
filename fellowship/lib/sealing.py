"""Sealing private words, and the token by which the database knows their author.

A sealed text is one version byte, four bytes naming the key, a twelve-byte nonce, and AES-256-GCM's answer.
The context (whose text it is, in which row) is authenticated but not stored: a sealed text that is moved
to another row or another author does not open.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from collections.abc import Sequence
from os import urandom

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"
KEY_BYTES, NAME_BYTES, NONCE_BYTES = 32, 4, 12
HEAD_BYTES = len(VERSION) + NAME_BYTES
SHA256_BLOCK = 64


class CannotOpen(Exception):
    """The text was sealed with a key we no longer have, for another context, or has been changed."""


class Sealer:
    """Seals with the first key, opens with any. Keys: 32 bytes each, URL-safe base64 (as Fernet's are)."""

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise ValueError("sealing needs at least one key")
        raw = [_key_bytes(key) for key in keys]
        self._first = _name(raw[0])
        self._ciphers = {_name(key): AESGCM(key) for key in raw}

    def seal(self, text: str, *, context: str) -> bytes:
        """Seal the text for one context, such as "privatenote:author 5"."""
        nonce = urandom(NONCE_BYTES)
        head = VERSION + self._first
        return head + nonce + self._ciphers[self._first].encrypt(nonce, text.encode(), _bound(head, context))

    def open_sealed(self, token: bytes, *, context: str) -> str:
        """The text again, or CannotOpen. Takes what the database gives, memoryview included."""
        token = bytes(token)
        head, nonce, sealed = (
            token[:HEAD_BYTES],
            token[HEAD_BYTES:][:NONCE_BYTES],
            token[HEAD_BYTES + NONCE_BYTES :],
        )
        cipher = self._ciphers.get(head[len(VERSION) :])
        if head[: len(VERSION)] != VERSION or cipher is None or len(nonce) < NONCE_BYTES:
            raise CannotOpen("no key for this sealed text")
        try:
            return cipher.decrypt(nonce, sealed, _bound(head, context)).decode()
        except InvalidTag:
            raise CannotOpen("sealed for another context, or changed") from None

    def reseal(self, token: bytes, *, context: str) -> bytes:
        """The token as it is if the first key sealed it, else the same text sealed with the first key."""
        token = bytes(token)
        if token[len(VERSION) : HEAD_BYTES] == self._first:
            return token
        return self.seal(self.open_sealed(token, context=context), context=context)


def _key_bytes(key: str) -> bytes:
    try:
        raw = urlsafe_b64decode(key)
    except (NotBase64, ValueError):
        raw = b""
    if len(raw) != KEY_BYTES:
        raise ValueError("a sealing key is 32 bytes in URL-safe base64")  # never shows the key
    return raw


def _name(key: bytes) -> bytes:
    """Names a key in what it seals, telling nothing about it."""
    return hmac.digest(key, b"name of this sealing key", "sha256")[:NAME_BYTES]


def _bound(head: bytes, context: str) -> bytes:
    return head + context.encode()


def author_token(user_id: int, backend_pid: int, key_hex: str) -> str:
    """Proves to the database who writes on this connection: “user id:hexadecimal HMAC-SHA-256”.

    Bound to the connection's backend process, so a token copied to another connection is worth nothing.
    """
    message = f"{user_id}:{backend_pid}".encode()
    return f"{user_id}:{hmac.digest(bytes.fromhex(key_hex), message, 'sha256').hex()}"


def hmac_pads(key_hex: str) -> tuple[str, str]:
    """The key with HMAC's inner and outer padding, in hexadecimal (RFC 2104).

    With them the database checks a token by its own sha256(): sha256(outer || sha256(inner || message)).
    """
    key = bytes.fromhex(key_hex)
    if len(key) > SHA256_BLOCK:
        key = hashlib.sha256(key).digest()
    key = key.ljust(SHA256_BLOCK, b"\0")
    return bytes(byte ^ 0x36 for byte in key).hex(), bytes(byte ^ 0x5C for byte in key).hex()
