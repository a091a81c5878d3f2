"""What is frozen of a month when it is closed, and the checksum that shows it is still so.

Figures are plain JSON: amounts are whole minor units, currencies and rows the names that the
books use. The checksum is SHA-256 over their one canonical form.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from hov_donate.closing.rules.proof import CurrencyProof

Figures = dict[str, Any]


def checksum(figures: Mapping[str, Any]) -> str:
    """SHA-256 in hexadecimal digits, the same for the same figures whatever their order."""
    canonical = json.dumps(figures, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def proved(proofs: Sequence[CurrencyProof]) -> Figures:
    """The figures of a proof, by currency."""
    return {
        it.currency: {
            "opening": it.whole.opening.minor,
            "rows": {part.row.value: part.amount.minor for part in it.whole.parts},
            "closing": it.whole.closing.minor,
            "days": {day.span.first.isoformat(): day.closing.minor for day in it.days},
        }
        for it in proofs
    }
