"""The rooms of exports, each of which adds itself to the office."""

from hov_donate.office.exports import choosing, made, tokens

__all__ = ["choosing", "made", "tokens"]
