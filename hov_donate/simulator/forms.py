"""Stripe's form encoding, `a[b][0][c]=d`, into nested dicts and lists of strings."""

import re
from typing import Any
from urllib.parse import parse_qsl

from hov_donate.simulator.errors import ApiError

KEY = re.compile(r"^([^\[\]]+)((?:\[[^\[\]]*\])*)$")
PART = re.compile(r"\[([^\[\]]*)\]")
MOST_FIELDS = 2000


def parse(text: str) -> dict[str, Any]:
    """Brackets may come raw or as %5B; `a[]=x` appends."""
    found: dict[str, Any] = {}
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise ApiError(f"Invalid request body: {error}") from error
    for key, value in pairs:
        _put(found, _path(key), value, key)
    return {key: _listed(value) for key, value in found.items()}


def _path(key: str) -> list[str]:
    match = KEY.match(key)
    if not match:
        raise ApiError(f"Invalid parameter name: {key}", code="parameter_unknown", param=key)
    return [match[1], *PART.findall(match[2])]


def _put(target: dict[str, Any], path: list[str], value: str, key: str) -> None:
    for part in path[:-1]:
        target = target.setdefault(part or str(len(target)), {})
        if not isinstance(target, dict):
            raise ApiError(f"Invalid object: {key}", param=key)
    last = path[-1] or str(len(target))
    if isinstance(target.get(last), dict):
        raise ApiError(f"Invalid object: {key}", param=key)
    target[last] = value


def _listed(value: Any) -> Any:
    """A dict whose keys are all numbers is a list."""
    if not isinstance(value, dict):
        return value
    if value and all(key.isdecimal() for key in value):
        return [_listed(value[key]) for key in sorted(value, key=int)]
    return {key: _listed(inner) for key, inner in value.items()}
