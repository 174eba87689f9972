import struct
import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from fellowship.lib.archives import FileRefused
from fellowship.lib.uploads import ACCEPT, KINDS, NAME_LIMIT, SIZE_LIMIT, check_upload, safe_name

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 640, 480) + b"\x08\x02\0\0\0rest"
JPEG = (
    b"\xff\xd8\xff\xe1\0\x08Exif\0\0\xff\xff\xdb\0\x04qt\xff\xc0\0\x11\x08"
    + struct.pack(">HH", 480, 640)
    + b"\x03rest of it"
)
GIF = b"GIF89a" + struct.pack("<HH", 640, 480) + b"rest"
WEBP_LOSSY = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 640, 480)
WEBP_LOSSLESS = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + struct.pack("<I", 639 | 479 << 14) + b"rest."
WEBP_EXTENDED = b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0" + b"\x7f\x02\0" + b"\xdf\x01\0"
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\x14ispe\0\0\0\0" + struct.pack(">II", 640, 480)
PDF = b"%PDF-1.7\nrest"
OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX_MAIN = OFFICE + "wordprocessingml.document.main+xml"
PPTX_MAIN = OFFICE + "presentationml.presentation.main+xml"


def container(parts, *, packing=zipfile.ZIP_DEFLATED):
    made = BytesIO()
    with zipfile.ZipFile(made, "w", packing) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def office(main, **more):
    return container({"[Content_Types].xml": f'<Types><Override ContentType="{main}"/></Types>', **more})


def xlsx():
    made = BytesIO()
    Workbook().save(made)
    return made.getvalue()


def check(content, name):
    return check_upload(BytesIO(content), name=name)


@pytest.mark.parametrize(
    ("content", "name", "content_type"),
    [
        (PDF, "brief.pdf", "application/pdf"),
        (PDF, "BRIEF.PDF", "application/pdf"),
        (PNG, "a.png", "image/png"),
        (JPEG, "a.jpg", "image/jpeg"),
        (JPEG, "a.jpeg", "image/jpeg"),
        (GIF, "a.gif", "image/gif"),
        (WEBP_LOSSY, "a.webp", "image/webp"),
        (WEBP_LOSSLESS, "a.webp", "image/webp"),
        (WEBP_EXTENDED, "a.webp", "image/webp"),
        (HEIC, "IMG_0001.HEIC", "image/heic"),
        (
            office(DOCX_MAIN),
            "a.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            office(PPTX_MAIN),
            "a.pptx",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
        (xlsx(), "a.xlsx", OFFICE + "spreadsheetml.sheet"),
        ("Siân".encode(), "notes.txt", "text/plain"),
        ("Siân".encode("cp1252"), "notes.txt", "text/plain"),
        ("\ufeffname;host\r\n".encode(), "fellows.csv", "text/csv"),
        ("# שלום 👩🏽‍⚕️".encode(), "notes.md", "text/markdown"),
    ],
)
def test_files_we_take(content, name, content_type):
    file = BytesIO(content)
    assert check_upload(file, name=name).content_type == content_type
    assert file.tell() == 0


def test_upload_is_read_from_its_beginning_wherever_it_stands():
    file = BytesIO(PDF)
    file.read()
    assert check_upload(file, name="a.pdf").title == "PDF"


@pytest.mark.parametrize(
    ("content", "name", "part_of_sentence"),
    [
        (b"", "a.pdf", "is empty"),
        (b"%PDF-1.7" + b"x" * SIZE_LIMIT, "a.pdf", "larger than 10 MB"),
        (b"MZ\x90\0", "a.exe", "cannot take files “.exe”. You can send PDF"),
        (PDF, "brief", "without an ending"),
        (PDF, "a.pdf.exe", "cannot take files “.exe”"),
        (b"MZ\x90\0", "a.pdf", "The name says PDF, but the content is something else"),
        (b" " * 9 + PDF, "a.pdf", "The name says PDF"),
        (PNG, "a.jpg", "The name says JPEG"),
        (PDF, "a.txt", "The name says plain text"),
        (container({"a.txt": "x"}), "a.docx", "The name says Word"),
        (office(PPTX_MAIN), "a.docx", "The name says Word"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.svg", "cannot take files “.svg”"),
        (b"<html><script>alert(1)</script>", "a.html", "cannot take files “.html”"),
        (b"\xef\xbb\xbf \n<!DOCTYPE html>", "a.txt", "can carry a script"),
        (b"<?xml version='1.0'?><svg/>", "a.csv", "can carry a script"),
        (b"<svg/>", "a.png", "The name says PNG"),
        (b"name\0host", "a.csv", "not plain text"),
        ("name".encode("utf-16"), "a.csv", "not plain text"),
        (b"\x81\x8d", "a.txt", "not plain text"),
        (office(DOCX_MAIN), "a.docm", "can hold macros"),
        (office(DOCX_MAIN, **{"word/vbaProject.bin": "x"}), "a.docx", "can hold macros"),
        (office("application/vnd.ms-word.document.macroEnabled.main+xml"), "a.docx", "can hold macros"),
        (office(DOCX_MAIN, **{"xl/macrosheets/sheet1.xml": "x"}), "a.docx", "can hold macros"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc", "save it as .docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.docx", "save it as .docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "password"),
        (xlsx()[:-40], "a.xlsx", "is damaged"),
        (b"PK\x03\x04 and nothing", "a.docx", "is damaged"),
        (PNG[:20], "a.png", "picture is damaged"),
        (b"\xff\xd8\xff\xe0\0\0" * 1000, "a.jpg", "picture is damaged"),
        (PNG.replace(struct.pack(">I", 640), struct.pack(">I", 0)), "a.png", "picture is damaged"),
        (PNG.replace(struct.pack(">I", 640), struct.pack(">I", 2**31)), "a.png", "far too large"),
        (container({"[Content_Types].xml": b"0" * 50_000_000}), "a.docx", "unpacks to far more"),
        (container({f"{n}": "" for n in range(5_001)}), "a.docx", "unpacks to far more"),
    ],
)
def test_files_we_refuse_with_a_sentence(content, name, part_of_sentence):
    with pytest.raises(FileRefused) as refusal:
        check(content, name)
    assert part_of_sentence in str(refusal.value)
    assert str(refusal.value).endswith(".")


def test_encrypted_container_is_refused():
    content = bytearray(office(DOCX_MAIN))
    content[content.index(b"PK\x01\x02") + 8] |= 1  # the flag in the directory
    with pytest.raises(FileRefused, match="password"):
        check(bytes(content), "a.docx")


def test_list_of_contents_that_fails_its_checksum_is_refused():
    content = bytearray(container({"[Content_Types].xml": DOCX_MAIN}, packing=zipfile.ZIP_STORED))
    content[content.index(b"wordprocessing")] ^= 1
    with pytest.raises(FileRefused, match="damaged"):
        check(bytes(content), "a.docx")


@given(st.binary(max_size=300), st.sampled_from([kind.extensions[0] for kind in KINDS]), st.booleans())
def test_any_bytes_give_a_kind_or_a_sentence(content, extension, with_signature):
    starts = {"png": PNG[:16], "jpg": JPEG[:3], "gif": b"GIF89a", "webp": WEBP_LOSSY[:16], "heic": HEIC[:20]}
    start = starts.get(extension, b"PK\x03\x04") if with_signature else b""
    try:
        assert extension in check(start + content, f"x.{extension}").extensions
    except FileRefused as refusal:
        sentence = str(refusal)
    else:
        sentence = "Taken."
    assert sentence.endswith(".")


def test_browser_is_told_the_same_kinds():
    assert ACCEPT.startswith(".pdf,.docx,.xlsx,.pptx,.png,.jpg,.jpeg")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("notes.pdf", "notes.pdf"),
        ("C:\\Users\\me\\Siân’s notes.pdf", "Siân’s notes.pdf"),
        ("../../etc/passwd", "passwd"),
        ("דוח.pdf", "דוח.pdf"),
        ("報告 👩🏽‍⚕️.docx", "報告 👩🏽‍⚕️.docx"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("a\x00b\r\nc\t.pdf", "abc.pdf"),
        ('a"b<c>:d?.pdf', "a_b_c__d_.pdf"),
        (".htaccess", "htaccess"),
        ("..", "file"),
        ("", "file"),
        ("a/", "file"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("x." + "y" * 300, "x." + "y" * 118),
    ],
)
def test_safe_names(name, safe):
    assert safe_name(name) == safe


@given(st.text(st.characters(), max_size=400))
def test_safe_name_is_short_and_holds_no_path(name):
    safe = safe_name(name)
    assert 0 < len(safe) <= NAME_LIMIT
    assert not set(safe) & set('/\\\0\r\n"\u202e')
    assert safe_name(safe) == safe
