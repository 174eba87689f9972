"""How many pixels a picture has, read from its header: nothing is decoded."""

import re

JPEG_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
JPEG_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD9)}


def pixel_size(picture: bytes, content_type: str) -> tuple[int, int] | None:
    """Width and height, or None where the header does not hold them."""
    size = READERS[content_type](picture)
    return size if size and min(size) > 0 else None


def _png(picture: bytes) -> tuple[int, int] | None:
    return (_big(picture[16:20]), _big(picture[20:24])) if picture[12:16] == b"IHDR" else None


def _gif(picture: bytes) -> tuple[int, int]:
    return _little(picture[6:8]), _little(picture[8:10])


def _jpeg(picture: bytes) -> tuple[int, int] | None:
    place = 2
    while place + 9 <= len(picture) and picture[place] == 0xFF:
        marker = picture[place + 1]
        if marker in JPEG_FRAMES:
            return _big(picture[place + 7 : place + 9]), _big(picture[place + 5 : place + 7])
        if marker == 0xFF:  # padding
            place += 1
        elif marker in JPEG_WITHOUT_LENGTH:
            place += 2
        else:
            place += 2 + _big(picture[place + 2 : place + 4])
    return None


def _webp(picture: bytes) -> tuple[int, int] | None:
    form, body = picture[12:16], picture[20:30]
    if form == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        return _little(body[6:8]) & 0x3FFF, _little(body[8:10]) & 0x3FFF
    if form == b"VP8L" and body[:1] == b"\x2f":
        bits = _little(body[1:5])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if form == b"VP8X":
        return _little(body[4:7]) + 1, _little(body[7:10]) + 1
    return None


def _heic(picture: bytes) -> tuple[int, int] | None:
    """The largest of the sizes named in the `ispe` boxes (tiles and the thumbnail have one each)."""
    boxes = re.finditer(rb"\0\0\0\x14ispe\0{4}(.{4})(.{4})", picture[: 256 * 1024], re.DOTALL)
    return max(
        ((_big(box[1]), _big(box[2])) for box in boxes), default=None, key=lambda size: size[0] * size[1]
    )


def _big(number: bytes) -> int:
    return int.from_bytes(number, "big")


def _little(number: bytes) -> int:
    return int.from_bytes(number, "little")


READERS = {
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/gif": _gif,
    "image/webp": _webp,
    "image/heic": _heic,
}
