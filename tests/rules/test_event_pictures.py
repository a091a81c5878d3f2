"""Pictures are shown without what a camera wrote into them."""

import struct
import zlib

import pytest

from hov_donate.campaign.events.pictures import JPEG, LARGEST, PNG, NoPictureError, cleaned

GPS = b"GPS 10.4806 N 66.9036 W"


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def exif(orientation: int) -> bytes:
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff = b"II*\0" + struct.pack("<IH", 8, 1) + entry + b"\0\0\0\0" + GPS
    return segment(0xE1, b"Exif\0\0" + tiff)


FRAME = segment(0xC0, struct.pack(">BHHB", 8, 20, 30, 1) + b"\1\x11\0")
SCAN = segment(0xDA, b"\1\1\0\0\x3f\0") + b"drawn\xff\x00more\xff\xd0end"


def jpeg(*segments: bytes, after: bytes = b"") -> bytes:
    return b"\xff\xd8" + b"".join(segments) + FRAME + SCAN + b"\xff\xd9" + after


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*chunks: bytes) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 30, 20, 8, 0, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(b"\0" * 31 * 20))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + data + chunk(b"IEND", b"")


def test_a_photograph_tells_not_where_it_was_taken_nor_with_what() -> None:
    words = segment(0xFE, b"Rosa's telephone")
    xmp = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + GPS)
    colours = segment(0xE2, b"ICC_PROFILE\0\1\1colours")
    found = cleaned(jpeg(exif(1), xmp, words, colours, after=GPS))
    assert (found.media_type, found.width, found.height) == (JPEG, 30, 20)
    assert GPS not in found.content
    assert b"Rosa" not in found.content
    assert found.content == b"\xff\xd8" + colours + FRAME + SCAN + b"\xff\xd9"


def test_a_photograph_stays_the_right_way_up() -> None:
    found = cleaned(jpeg(exif(6)))
    assert (found.width, found.height) == (20, 30), "it is held on its side"
    assert GPS not in found.content
    assert cleaned(found.content) == found, "what is clean stays as it is"


JFIF = segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
ADOBE = segment(0xEE, b"Adobe\0\x64\0\0\0\0\1")


def test_a_photograph_keeps_no_small_one_of_faces_made_unrecognisable() -> None:
    """Rosa blurred her colleagues' faces; what her programme kept of before does not go out."""
    faces = b"faces as they were"
    thumbnail = segment(0xE0, b"JFIF\0\1\2\1\0H\0H\2\3" + faces)
    extension = segment(0xE0, b"JFXX\0\x10\xff\xd8" + faces)
    canon = segment(0xE0, b"II\x1a\0\0\0HEAPCCDR" + b"Rosa, No. 0123456789")
    found = cleaned(jpeg(thumbnail, extension, canon))
    assert found.content == jpeg(JFIF), "one header, and nothing in it"
    assert cleaned(found.content) == found


def test_a_photograph_is_drawn_in_its_own_colours() -> None:
    """Adobe says which colours are meant; a JFIF header would say that it is others."""
    told = segment(0xEE, b"Adobe\0\x64\0\0\0\0\1" + GPS)
    assert cleaned(jpeg(told)).content == jpeg(ADOBE)
    assert cleaned(jpeg(segment(0xEE, GPS))).content == jpeg()


@pytest.mark.parametrize("marker", [0xE2, 0xEF, 0xF0, 0xFD, 0xFE, 0xBF])
def test_a_photograph_keeps_nothing_that_it_is_not_drawn_by(marker: int) -> None:
    assert cleaned(jpeg(segment(marker, GPS))).content == jpeg()


def test_a_drawing_keeps_what_it_is_drawn_by() -> None:
    told = chunk(b"tEXt", b"Author\0Rosa") + chunk(b"eXIf", GPS)
    found = cleaned(png(told))
    assert (found.media_type, found.width, found.height) == (PNG, 30, 20)
    assert found.content == png()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg onload='x'/>",
        b"\xff\xd8\xff",
        jpeg()[:-4],
        png()[:-6],
        png().replace(b"IDAT", b"IDAX"),
        b"GIF89a" + b"\0" * 40,
        jpeg(after=b"\0" * LARGEST),
    ],
)
def test_what_is_no_whole_picture_is_refused(content: bytes) -> None:
    with pytest.raises(NoPictureError):
        cleaned(content)
