"""References that people type from a letter into a bank's page.

Eight characters from an alphabet without look-alikes (no O/0, I/1/L), the last one a check
character. The alphabet has 31 letters, a prime, so the weighted sum below catches every single
wrong character and every swap of two characters. Fits the 18 characters of a UK bank reference.
"""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8
# 31**7 is 27 thousand million: with a million gifts, a fresh one collides once in 27,000 times,
# and the unique key then refuses it.


def new_reference() -> str:
    """A fresh random reference, e.g. `7KQM3XPA`."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + check_character(body)


def check_character(body: str) -> str:
    """The character that makes Σ weight × value a multiple of 31 (weights 1, 2, 3 …)."""
    weighted = sum(place * ALPHABET.index(letter) for place, letter in enumerate(body, start=1))
    last_weight = len(body) + 1
    return ALPHABET[(-weighted * pow(last_weight, -1, len(ALPHABET))) % len(ALPHABET)]


def normalise(typed: str) -> str | None:
    """The reference a person meant, or None when its check character says it is mistyped."""
    kept = "".join(letter for letter in typed.upper() if letter.isalnum())
    if len(kept) != LENGTH or any(letter not in ALPHABET for letter in kept):
        return None
    return kept if check_character(kept[:-1]) == kept[-1] else None


def spaced(reference: str) -> str:
    """In two groups of four, as people read it: `7KQM 3XPA`."""
    return f"{reference[:4]} {reference[4:]}"


def grouped(iban: str) -> str:
    """An IBAN in groups of four, as banks print it."""
    letters = iban.replace(" ", "")
    return " ".join(letters[start : start + 4] for start in range(0, len(letters), 4))
