"""The campaign in numbers: a page, a sheet for the press, and files for programs."""

from flask import Blueprint

from hov_donate.public.numbers import files, numbers_page

__all__ = ["add_pages"]


def add_pages(pages: Blueprint) -> None:
    """Open the pages; all of them show what was published, and reckon nothing."""
    pages.add_url_rule("/numbers", view_func=numbers_page.numbers)
    pages.add_url_rule("/numbers.json", view_func=files.numbers_as_json)
    pages.add_url_rule("/numbers.csv", view_func=files.numbers_as_csv)
    pages.add_url_rule("/numbers.pdf", view_func=files.press_sheet)
    pages.add_url_rule("/numbers/<int:year>.pdf", view_func=files.yearly_report)
