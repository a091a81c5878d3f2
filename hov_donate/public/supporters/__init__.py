"""Who stands by the campaign: organisations that agreed to be listed, and leaders by themselves."""

from flask import Blueprint

from hov_donate.public.supporters import directory_page, own_name, supporter_page

__all__ = ["add_pages"]


def add_pages(pages: Blueprint) -> None:
    """Open the pages. What changes something is only ever a POST: mail scanners open every link."""
    pages.add_url_rule("/supporters", view_func=directory_page.supporters)
    pages.add_url_rule("/supporters/leaders", view_func=directory_page.leaders)
    one = "/supporters/<int:organisation_id>"
    pages.add_url_rule(one, view_func=supporter_page.supporter)
    scan = "/supporters/motions/<int:endorsement_id>/picture"
    pages.add_url_rule(scan, view_func=supporter_page.motion_scan)
    own = "/endorsement-name/<token>"
    pages.add_url_rule(own, view_func=own_name.own_name)
    pages.add_url_rule(f"{own}/remove", view_func=own_name.remove_own, methods=["POST"])
