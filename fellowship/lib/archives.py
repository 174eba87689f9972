"""Looking into ZIP containers (all modern office files are) without unpacking what could do harm."""

import zipfile
from typing import IO

from django.utils.translation import gettext as _

MOST_ENTRIES = 5_000
MOST_UNPACKED = 150 * 1024 * 1024
BOMB_RATIO = 200  # honest sheets of repeated words pack about 30 : 1
SMALL_ENOUGH = 5 * 1024 * 1024  # unpacked, whatever the ratio

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # office files before 2007, and any office file with a password
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


class FileRefused(ValueError):
    """The file is not taken; the message says why and what to do, in a sentence for its sender."""


def open_archive(file: IO[bytes]) -> zipfile.ZipFile:
    """The container, once its directory is seen to be harmless; FileRefused if it is not.

    The sizes a bomb declares can be believed: Python stops reading an entry at its declared size.
    """
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
        raise damaged() from None
    entries = archive.infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise _locked()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if (
        len(entries) > MOST_ENTRIES
        or unpacked > MOST_UNPACKED
        or (unpacked > SMALL_ENOUGH and unpacked > packed * BOMB_RATIO)
    ):
        raise FileRefused(_("This file unpacks to far more than it seems to hold, so we did not open it."))
    return archive


def refuse_old_office_file(content: bytes, new_format: str) -> None:
    """Raise the right sentence if the content is an office file from before 2007 or a locked one."""
    if content.startswith(OLE):
        raise _locked() if ENCRYPTED_PACKAGE in content else old_format(new_format)


def damaged() -> FileRefused:
    return FileRefused(_("This file is damaged and cannot be opened. Save it again and send that."))


def old_format(new_format: str) -> FileRefused:
    return FileRefused(
        _("This file is in an old Office format. Open it, save it as %(format)s, and send that.")
        % {"format": new_format}
    )


def _locked() -> FileRefused:
    return FileRefused(_("This file is protected with a password. Take it off and send the file again."))
