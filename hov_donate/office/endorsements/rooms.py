"""Opens the room of endorsements."""

from hov_donate.office.endorsements import (
    bodies,
    choosing,
    deciding,
    entering,
    naming,
    placing,
    reading,
    scanning,
)

__all__ = [
    "bodies",
    "choosing",
    "deciding",
    "entering",
    "naming",
    "placing",
    "reading",
    "scanning",
]
