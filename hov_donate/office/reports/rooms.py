"""The rooms of reports, each of which adds itself to the office."""

from hov_donate.office.reports import files, pages

__all__ = ["files", "pages"]
