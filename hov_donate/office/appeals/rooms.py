"""Opens the rooms of appeals."""

from hov_donate.office.appeals import appeals, editing, export, paper, signatures

__all__ = ["appeals", "editing", "export", "paper", "signatures"]
