"""Addresses of public pages that keep the language in which the reader is reading."""

from flask import url_for

from hov_donate.web.languages import translator


def address(page: str, **values: str) -> str:
    """The address of a page of this surface, in the reader's language."""
    return url_for(f"public_in.{page}", lang=translator().language, _external=False, **values)
