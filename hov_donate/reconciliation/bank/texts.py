"""What a line's sealed words say."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.reconciliation.bank.models import BankLine
from hov_donate.reconciliation.statements.lines import StatementLine

# Longer texts are cut: no bank's line is a letter.
LONGEST = 1000


@dataclass(frozen=True)
class Words:
    """Who is on the other side, and what the money is for."""

    payer: str = ""
    reference: str = ""

    @property
    def together(self) -> str:
        """Both, as one text."""
        return f"{self.payer} {self.reference}".strip()


def sealed_words(seal: IdentitySeal, line: StatementLine) -> bytes | None:
    """The words of a line, unreadable; None when it has none."""
    if not line.payer and not line.reference:
        return None
    return seal.seal_text(json.dumps([line.payer[:LONGEST], line.reference[:LONGEST]]))


def opened(seal: IdentitySeal, lines: Iterable[BankLine]) -> dict[int, Words]:
    """The words of each line, by its key; of one that is forgotten, none."""
    return {line.id: _open(seal, line.sealed) for line in lines}


def _open(seal: IdentitySeal, sealed: bytes | None) -> Words:
    return Words(*json.loads(seal.open_text(sealed))) if sealed else Words()
