"""The campaign in public, as the demo invents it: a year of appeals, events and press reports."""

from hov_donate.cli.demo.campaign.story import tell_campaign

__all__ = ["tell_campaign"]
