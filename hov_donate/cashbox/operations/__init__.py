"""What is done with the cash box. Nothing here commits."""

from hov_donate.cashbox.operations.batches import (
    BatchFacts,
    check_difference,
    make_batch,
    pay_in,
    undo_batch,
)
from hov_donate.cashbox.operations.items import Came, clear, count, put_in, take_out

__all__ = [
    "BatchFacts",
    "Came",
    "check_difference",
    "clear",
    "count",
    "make_batch",
    "pay_in",
    "put_in",
    "take_out",
    "undo_batch",
]
