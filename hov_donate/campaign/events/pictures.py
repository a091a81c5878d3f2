"""Pictures as they may be shown: what they are by their content, and nothing of their camera.

A photograph tells where and when it was taken and with whose camera, and may hold itself once
more, small and as it was before faces were blurred. Only what is needed to draw it is kept: of JPEG
(ITU T.81) the segments of the image itself, of PNG (W3C, third edition) its critical chunks and
those of its colours. How a camera was held, and that it is JFIF, is written anew without the rest.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

LARGEST = 4 * 1024 * 1024
WIDEST = 8_000
JPEG, PNG = "image/jpeg", "image/png"
_PNG_SIGN = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD")
)
_EOI, _SOS, _APP0, _APP1, _APP2, _APP14 = 0xD9, 0xDA, 0xE0, 0xE1, 0xE2, 0xEE
# Start of frame, of every kind but the three numbers among them that mean something else.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = frozenset((0x01, *range(0xD0, 0xD8)))
# Tables of Huffman and arithmetic coding, of quantisation, the number of lines, of restarts.
_TABLES = frozenset((0xC4, 0xCC, 0xDB, 0xDC, 0xDD))
_OF_IMAGE = _FRAMES | _TABLES | {_SOS, _EOI}
# Version 1.01, a square of no size, and a thumbnail of none.
_JFIF = b"\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"
_ORIENTATION = 0x0112
# How long what Adobe's programs write is; whatever follows it is somebody else's.
_ADOBE = 12


class NoPictureError(ValueError):
    """It is no JPEG or PNG that can be shown."""


@dataclass(frozen=True)
class Picture:
    """A picture to be shown, in pixels."""

    content: bytes
    media_type: str
    width: int
    height: int


def cleaned(content: bytes) -> Picture:
    """A picture without what its camera wrote into it. Raises NoPictureError."""
    try:
        picture = _of(content)
    except (struct.error, IndexError) as error:
        raise NoPictureError("it ends in the middle") from error
    if not (0 < picture.width <= WIDEST and 0 < picture.height <= WIDEST):
        raise NoPictureError("it is too large, or nothing")
    return picture


def _of(content: bytes) -> Picture:
    if len(content) > LARGEST:
        raise NoPictureError("too many bytes")
    if content.startswith(b"\xff\xd8\xff"):
        return _jpeg(content)
    if content.startswith(_PNG_SIGN):
        return _png(content)
    raise NoPictureError("another kind of file")


def _jpeg(content: bytes) -> Picture:
    kept, turned, size, jfif = [], 1, (0, 0), False
    for marker, segment in _segments(content):
        body = segment[4:]
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", body[1:5])
            size = width, height
        if marker == _APP1:
            turned = _orientation(body) or turned
        # Without it, where it was, the three colours of a picture may be read as others.
        jfif = jfif or (marker == _APP0 and body.startswith(b"JFIF\0"))
        kept.append(_needed(marker, segment))
    header = b"\xff\xd8" + (_JFIF if jfif else b"") + (_turned(turned) if turned != 1 else b"")
    width, height = size if turned < 5 else size[::-1]
    return Picture(header + b"".join(kept), JPEG, width, height)


def _needed(marker: int, segment: bytes) -> bytes:
    """What it is drawn by: the image itself, its colours, and how Adobe's programs wrote it."""
    body = segment[4:]
    if marker in _OF_IMAGE or (marker == _APP2 and body.startswith(b"ICC_PROFILE\0")):
        return segment
    if marker == _APP14 and body.startswith(b"Adobe"):
        return b"\xff\xee\0\x0e" + body[:_ADOBE].ljust(_ADOBE, b"\0")
    return b""


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Every segment with its marker; what is drawn goes with the scan, and nothing comes after."""
    at = 2
    while True:
        while content[at] == 0xFF and content[at + 1] == 0xFF:
            at += 1
        if content[at] != 0xFF:
            raise NoPictureError("a segment is missing")
        marker = content[at + 1]
        if marker == _EOI:
            yield marker, b"\xff\xd9"
            return
        (length,) = struct.unpack_from(">H", content, at + 2)
        end = at + 2 + length
        if length < 2 or end > len(content):
            raise NoPictureError("a segment is too long")
        if marker == _SOS:
            end = _end_of_scan(content, end)
        yield marker, content[at:end]
        at = end


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next marker stands that is not of the scan itself."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0:
            raise NoPictureError("it never ends")
        following = content[at + 1]
        if following != 0 and following != 0xFF and following not in _ALONE:
            return at
        at += 1 if following == 0xFF else 2


def _orientation(body: bytes) -> int | None:
    """How the camera was held (Exif 2.32, tag 274): 1 to 8."""
    if not body.startswith(b"Exif\0\0"):
        return None
    tiff = body[6:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return None
    try:
        (directory,) = struct.unpack_from(f"{order}I", tiff, 4)
        (many,) = struct.unpack_from(f"{order}H", tiff, directory)
        for number in range(many):
            at = directory + 2 + 12 * number
            tag, _kind, _count, value = struct.unpack_from(f"{order}HHIH", tiff, at)
            if tag == _ORIENTATION and 1 <= value <= 8:
                return int(value)
    except struct.error:
        return None
    return None


def _turned(value: int) -> bytes:
    """A segment that says how to hold the picture, and nothing else."""
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, value, 0)
    tiff = b"MM\0*" + struct.pack(">IH", 8, 1) + entry + b"\0\0\0\0"
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _png(content: bytes) -> Picture:
    kept, at, size = [_PNG_SIGN], len(_PNG_SIGN), (0, 0)
    while True:
        length, kind = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content):
            raise NoPictureError("a chunk is too long")
        body = content[at + 8 : end - 4]
        if zlib.crc32(kind + body) != int.from_bytes(content[end - 4 : end], "big"):
            raise NoPictureError("a chunk is damaged")
        if kind == b"IHDR":
            size = struct.unpack_from(">II", body)
        if kind in _PNG_KEPT:
            kept.append(content[at:end])
        if kind == b"IEND":
            return Picture(b"".join(kept), PNG, *size)
        at = end
