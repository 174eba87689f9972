"""Files people send: which we take, whether they are what they say, and what they may be called.

The content decides, never the browser's word. Kept files are served as downloads, and still nothing that
can carry a script a browser would run (SVG, HTML) or a macro is taken.
"""

import re
import unicodedata
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellowship.lib.archives import FileRefused, damaged, old_format, open_archive, refuse_old_office_file
from fellowship.lib.pictures import pixel_size

SIZE_LIMIT = 10 * 1024 * 1024
PIXEL_LIMIT = 150_000_000  # the largest telephone pictures have a little over 100 million
NAME_LIMIT = 120
JOINERS = "\u200c\u200d"  # Persian words and many emoji need them

MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<[!?/a-z]", re.IGNORECASE)
BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
OFFICE_CONTENTS = "[content_types].xml"
MOST_CONTENTS = 1024 * 1024


@dataclass(frozen=True)
class FileKind:
    title: str
    extensions: tuple[str, ...]
    content_type: str
    signature: re.Pattern[bytes] | None = None  # how the content begins
    office_part: bytes | None = None  # what an office file's list of contents names

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")

    @property
    def is_text(self) -> bool:
        return self.content_type.startswith("text/")


def _begins(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern, re.DOTALL)


ZIP = _begins(rb"PK\x03\x04")
OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS = (
    FileKind("PDF", ("pdf",), "application/pdf", _begins(rb"%PDF-[12]\.")),
    FileKind(
        "Word", ("docx",), OFFICE + "wordprocessingml.document", ZIP, b"wordprocessingml.document.main+xml"
    ),
    FileKind("Excel", ("xlsx",), OFFICE + "spreadsheetml.sheet", ZIP, b".spreadsheetml.sheet.main"),
    FileKind("PowerPoint", ("pptx",), OFFICE + "presentationml.presentation", ZIP, b".presentation.main"),
    FileKind("PNG", ("png",), "image/png", _begins(rb"\x89PNG\r\n\x1a\n")),
    FileKind("JPEG", ("jpg", "jpeg"), "image/jpeg", _begins(rb"\xff\xd8\xff")),
    FileKind("GIF", ("gif",), "image/gif", _begins(rb"GIF8[79]a")),
    FileKind("WebP", ("webp",), "image/webp", _begins(rb"RIFF....WEBP")),
    FileKind("HEIC", ("heic", "heif"), "image/heic", _begins(rb"....ftyp(?:hei[cxms]|hev[cx]|mif1|msf1)")),
    FileKind("plain text", ("txt",), "text/plain"),
    FileKind("CSV", ("csv",), "text/csv"),
    FileKind("Markdown", ("md",), "text/markdown"),
)
BY_EXTENSION = {extension: kind for kind in KINDS for extension in kind.extensions}
ACCEPT = ",".join(f".{extension}" for extension in BY_EXTENSION)  # for <input type="file" accept="…">
WHAT_WE_TAKE = format_lazy(
    gettext_lazy("You can send {kinds}, up to {megabytes} MB."),
    kinds=gettext_lazy("PDF, Word, Excel, PowerPoint, pictures (PNG, JPEG, GIF, WebP, HEIC) and plain text"),
    megabytes=SIZE_LIMIT // 1024 // 1024,
)


def check_upload(file: IO[bytes], *, name: str) -> FileKind:
    """The kind of a file we take, or FileRefused. Leaves the file at its beginning."""
    file.seek(0)
    content = file.read(SIZE_LIMIT + 1)
    file.seek(0)
    _refuse_by_size(content)
    kind = _kind_by_name(name)
    refuse_old_office_file(content, f".{kind.extensions[0]}")
    if kind.is_text:
        _refuse_by_text(content, kind)
    elif not (kind.signature and kind.signature.match(content)):
        raise _differs(kind)
    if kind.office_part:
        _look_into_office_file(BytesIO(content), kind)
    if kind.is_picture:
        _refuse_by_pixels(content, kind)
    return kind


def _refuse_by_size(content: bytes) -> None:
    if not content:
        raise FileRefused(_("This file is empty."))
    if len(content) > SIZE_LIMIT:
        raise FileRefused(
            _("This file is larger than %(megabytes)s MB. Make it smaller or send a part of it.")
            % {"megabytes": SIZE_LIMIT // 1024 // 1024}
        )


def _kind_by_name(name: str) -> FileKind:
    extension = name.rpartition(".")[2].lower().strip() if "." in name else ""
    if extension in {"docm", "dotm", "xlsm", "xltm", "xlsb", "xlam", "pptm", "potm", "ppsm"}:
        raise _macros()
    if extension in {"doc", "xls", "ppt"}:
        raise old_format(f".{extension}x")
    if extension not in BY_EXTENSION:
        shown = f"“.{extension[:20]}”" if extension else _("without an ending in their name")
        raise FileRefused(_("We cannot take files %(shown)s.") % {"shown": shown} + f" {WHAT_WE_TAKE}")
    return BY_EXTENSION[extension]


def _refuse_by_text(content: bytes, kind: FileKind) -> None:
    if any(other.signature and other.signature.match(content) for other in KINDS):
        raise _differs(kind)
    if MARKUP.match(content):
        raise FileRefused(
            _("This file holds a web page or a drawing that can carry a script. Send it as a PDF.")
        )
    if BINARY.search(content) or not _reads_as_text(content):
        raise FileRefused(_("This file is not plain text. Save it as text (UTF-8) and send that."))


def _reads_as_text(content: bytes) -> bool:
    for encoding in ("utf-8", "cp1252"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _look_into_office_file(file: IO[bytes], kind: FileKind) -> None:
    archive = open_archive(file)
    names = {name.lower(): name for name in archive.namelist()}
    if OFFICE_CONTENTS not in names:
        raise _differs(kind)
    try:
        with archive.open(names[OFFICE_CONTENTS]) as part:
            contents = part.read(MOST_CONTENTS)
    except Exception:  # the many ways a damaged archive fails: bad sums, unknown packing, cut short
        raise damaged() from None
    macro_parts = [name for name in names if "vbaproject" in name or "macrosheets/" in name]
    if macro_parts or b"macroenabled" in contents.lower():
        raise _macros()
    if (kind.office_part or b"") not in contents:
        raise _differs(kind)


def _differs(kind: FileKind) -> FileRefused:
    return FileRefused(
        _("The name says %(kind)s, but the content is something else. Save the file again and send that.")
        % {"kind": kind.title}
    )


def _macros() -> FileRefused:
    return FileRefused(_("This file can hold macros. Save it as .docx, .xlsx or .pptx, and send that."))


def _refuse_by_pixels(content: bytes, kind: FileKind) -> None:
    size = pixel_size(content, kind.content_type)
    if size is None:
        raise FileRefused(_("This picture is damaged and cannot be opened. Save it again and send that."))
    if size[0] * size[1] > PIXEL_LIMIT:
        raise FileRefused(_("This picture is far too large. Make it smaller and send it again."))


def safe_name(name: str) -> str:
    """A file's name as we show it and offer it for download: letters of every script stay.

    Folders, control characters, marks that reverse the reading direction and characters Windows refuses go.
    Never use it as a path: stored files are named by us.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(
        c for c in last if unicodedata.category(c)[0] != "C" or c in "\u200c\u200d"
    )  # joiners stay
    kept = re.sub(r'[<>:"|?*]', "_", " ".join(kept.split())).lstrip(". ").rstrip(". ")
    if len(kept) > NAME_LIMIT:
        stem, dot, extension = kept.rpartition(".")
        ending = dot + extension if stem and len(extension) <= 10 else ""
        kept = kept[: NAME_LIMIT - len(ending)].rstrip(". ") + ending
    return kept or "file"
