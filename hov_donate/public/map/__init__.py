"""The solidarity map: its page, the same for other sites, and its figures for programs."""

from flask import Blueprint

from hov_donate.public.map import files, map_page

__all__ = ["add_pages"]


def add_pages(pages: Blueprint) -> None:
    """Open the pages."""
    pages.add_url_rule("/map", view_func=map_page.solidarity_map)
    pages.add_url_rule("/map/embed", view_func=map_page.map_for_others)
    pages.add_url_rule("/map.json", view_func=files.map_as_json)
    pages.add_url_rule("/map.csv", view_func=files.map_as_csv)
