"""What of an e-mail address is one mailbox, however it is spelled."""

import unicodedata

# Providers that ignore the dots in a mailbox's name.
_DOTLESS = frozenset(("gmail.com", "googlemail.com"))


def bare_mailbox(email: str) -> str:
    """The mailbox that letters to an address come to, as far as it can be told from its spelling.

    What follows a `+` is its owner's to choose, and so are dots at Gmail. Elsewhere a `+` may be
    part of the name: who uses this must bear that two people are taken for one by it.
    """
    name, _, domain = unicodedata.normalize("NFC", email.strip()).lower().rpartition("@")
    bare = name.partition("+")[0] or name
    if domain in _DOTLESS:
        return f"{bare.replace('.', '') or bare}@gmail.com"
    return f"{bare}@{domain}"
