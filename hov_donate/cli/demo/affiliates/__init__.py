"""The demo's affiliates: invented bodies and members, and three years of what became of them."""

from hov_donate.cli.demo.affiliates.story import BEGINNING, tell_affiliations

__all__ = ["BEGINNING", "tell_affiliations"]
