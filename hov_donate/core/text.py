"""Text as it may be kept, and as it is compared."""

import re

# What XML 1.0 lets no document hold (section 2.2): one of these in a title breaks a whole feed.
_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Word processors end lines and pages with these.
_BREAKS = str.maketrans({"\x0b": "\n", "\x0c": "\n"})


def printable(text: str) -> str:
    """The same text without characters that nobody types and no XML may hold."""
    return _FORBIDDEN.sub("", text.translate(_BREAKS))
