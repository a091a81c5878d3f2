"""What a request may contain: unknown parameters are refused, strings become numbers."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from hov_donate.simulator.errors import ApiError

Check = Callable[[Any, str], Any]
Schema = Mapping[str, Check]

LONGEST_KEY, LONGEST_VALUE, MOST_KEYS = 40, 500, 50


def checked(given: Any, schema: Schema, inside: str = "") -> dict[str, Any]:
    """The parameters in their types. Raises ApiError at the first that is unknown or wrong."""
    if not isinstance(given, dict):
        raise ApiError("Invalid object", param=inside)
    found = {}
    for name, value in given.items():
        param = f"{inside}[{name}]" if inside else name
        if name not in schema:
            raise ApiError(
                f"Received unknown parameter: {param}", code="parameter_unknown", param=param
            )
        found[name] = schema[name](value, param)
    return found


def text(value: Any, param: str) -> str:
    """Any string but an empty one."""
    if not isinstance(value, str):
        raise ApiError("Invalid string", param=param)
    if not value:
        message = f"You passed an empty string for '{param}'."
        raise ApiError(message, code="parameter_invalid_empty", param=param)
    return value


def integer(value: Any, param: str) -> int:
    """A whole number, written in digits."""
    if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]{1,18}", value):
        raise ApiError(f"Invalid integer: {value}", code="parameter_invalid_integer", param=param)
    return int(value)


def flag(value: Any, param: str) -> bool:
    """`true` or `false`."""
    if value not in ("true", "false"):
        raise ApiError(f"Invalid boolean: {value}", param=param)
    return bool(value == "true")


def one_of(*allowed: str) -> Check:
    """One of the words."""

    def check(value: Any, param: str) -> str:
        if value not in allowed:
            choice = ", ".join(allowed)
            raise ApiError(f"Invalid {param}: must be one of {choice}", param=param)
        return str(value)

    return check


def texts(value: Any, param: str) -> list[str]:
    """A list of strings."""
    if not isinstance(value, list):
        raise ApiError("Invalid array", param=param)
    return [text(each, f"{param}[{place}]") for place, each in enumerate(value)]


def metadata(value: Any, param: str) -> dict[str, str]:
    """Up to 50 pairs; an empty value takes the key away."""
    if value == "":
        return {}
    if not isinstance(value, dict) or len(value) > MOST_KEYS:
        raise ApiError("Invalid metadata", param=param)
    for key, each in value.items():
        if len(key) > LONGEST_KEY or not isinstance(each, str) or len(each) > LONGEST_VALUE:
            raise ApiError("Invalid metadata: a key or value is too long", param=param)
    return value


def nested(schema: Schema) -> Check:
    """An object."""
    return lambda value, param: checked(value, schema, param)


def or_nothing(check: Check) -> Check:
    """An empty value unsets."""
    return lambda value, param: None if value == "" else check(value, param)


def many(schema: Schema) -> Check:
    """A list of objects."""

    def check(value: Any, param: str) -> list[dict[str, Any]]:
        if not isinstance(value, list):
            raise ApiError("Invalid array", param=param)
        return [checked(each, schema, f"{param}[{place}]") for place, each in enumerate(value)]

    return check


def span(value: Any, param: str) -> dict[str, int]:
    """A time, or bounds of it."""
    if isinstance(value, str):
        moment = integer(value, param)
        return {"gte": moment, "lte": moment}
    return checked(value, dict.fromkeys(("gt", "gte", "lt", "lte"), integer), param)


def required(params: Mapping[str, Any], *names: str) -> None:
    """Raises ApiError when one is missing."""
    for name in names:
        if name not in params:
            raise ApiError(f"Missing required param: {name}.", code="parameter_missing", param=name)


PAGING: Schema = {
    "limit": integer,
    "starting_after": text,
    "ending_before": text,
    "expand": texts,
}
READING: Schema = {"expand": texts}
