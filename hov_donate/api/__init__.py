"""The figures for programs: a read-only JSON API, by tokens that the office makes.

Start reading at `doors` (who may ask), then `figures` and `lists` (what can be asked for);
`openapi` says both to programs, docs/api.md says them to people.
"""

from hov_donate.api.setup import setup

__all__ = ["setup"]
