"""From bytes to text: what a file's own mark says, else UTF-8, else what its bank is known for."""

import codecs

from hov_donate.reconciliation.statements.faults import Fault, UnreadableError

AUTOMATIC = "auto"
# Windows' Western European, which most banks' systems wrote before UTF-8.
USUAL = "cp1252"
ENCODINGS = (AUTOMATIC, "utf-8", "cp1252", "iso8859-15", "cp850", "utf-16")
# A mark at the beginning of a file settles it; UTF-32's begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(content: bytes, encoding: str = AUTOMATIC, *, otherwise: str = USUAL) -> str:
    """The text, with line ends as `\\n`.

    Raises UnreadableError for bytes that stand for nothing in the encoding, with their line, and
    for files that are no text at all.
    """
    text = _text(content, encoding, otherwise)
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in plain:
        raise UnreadableError(Fault.NOT_TEXT, plain[: plain.index("\0")].count("\n") + 1)
    return plain


def _text(content: bytes, encoding: str, otherwise: str) -> str:
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    if marked or encoding != AUTOMATIC:
        return _strictly(content, marked or encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _strictly(content, otherwise)


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableError(Fault.NOT_TEXT, line) from error
    except (LookupError, UnicodeError) as error:
        raise UnreadableError(Fault.NOT_TEXT) from error
