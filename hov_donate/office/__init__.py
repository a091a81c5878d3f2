"""The treasurer's rooms, behind sign-in. Start reading at `guard`, then `setup`."""

from hov_donate.office.setup import setup

__all__ = ["setup"]
