"""Whether JSON has the shape that the pinned Stripe library declares for it.

The library's classes carry annotations made from Stripe's own specification. They are read here as
a schema: which fields exist, which must be there, of what type, and which words are possible. What
they do not say: whether a field that may be null may also be absent.
"""

import re
import types
import typing
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, ForwardRef

import typing_extensions
from stripe import ListObject, StripeObject
from stripe._object_classes import get_object_class
from stripe._stripe_object import UntypedStripeObject

Json = Mapping[str, Any]

# Declared as free text, though the documentation names the words.
WORDS = {
    ("balance_transaction", "status"): {"available", "pending"},
    ("payout", "status"): {"canceled", "failed", "in_transit", "paid", "pending"},
    ("payout", "method"): {"instant", "standard"},
    ("payout", "source_type"): {"bank_account", "card", "fpx"},
    ("refund", "status"): {"canceled", "failed", "pending", "requires_action", "succeeded"},
    ("webhook_endpoint", "status"): {"disabled", "enabled"},
    ("fee_detail", "type"): {"application_fee", "stripe_fee", "tax"},
}
ALIASES = {
    "CardResource": "Card",
    "DiscountResource": "Discount",
    "DisputeResource": "Dispute",
    "TaxIdResource": "TaxId",
}
LITERALS = (typing.Literal, typing_extensions.Literal)
UNIONS = (typing.Union, types.UnionType)


def problems(value: Json) -> list[str]:
    """What is wrong with an object, by path; an event's own object is looked at too."""
    found = list(_object(value, value.get("object", "?")))
    if value.get("object") == "event":
        inner = value["data"]["object"]
        found += _object(inner, f"event.{inner.get('object')}")
    return found


def _object(value: Json, path: str) -> Iterator[str]:
    name = value.get("object")
    if name == "list":
        yield from _list(value, path, None)
        return
    declared = get_object_class("V1", str(name))
    if declared is StripeObject:
        yield f"{path}: no object is called {name!r}"
        return
    yield from _fields(value, declared, path)


def _list(value: Any, path: str, item: Any) -> Iterator[str]:
    if not isinstance(value, Mapping) or value.get("object") != "list":
        yield f"{path}: not a list object"
        return
    for name, kind in (("data", list), ("has_more", bool), ("url", str)):
        if not isinstance(value.get(name), kind):
            yield f"{path}.{name}: not {kind.__name__}"
            return
    if not isinstance(value.get("total_count", 0), int):
        yield f"{path}.total_count: not int"
    for place, each in enumerate(value["data"]):
        at = f"{path}[{place}]"
        yield from _object(each, at) if item is None else _value(each, item, at)


@cache
def annotations(declared: type) -> dict[str, Any]:
    """The JSON fields of a class of the library."""
    return {
        name: annotation
        for name, annotation in declared.__annotations__.items()
        if "ClassVar" not in str(annotation) and not name.startswith("_")
    }


def _fields(value: Json, declared: type, path: str) -> Iterator[str]:
    known = {**annotations(declared)}
    known = {
        getattr(declared, "_field_remappings", {}).get(key, key): v for key, v in known.items()
    }
    for name in value.keys() - known.keys():
        yield f"{path}.{name}: unknown field"
    for name, annotation in known.items():
        at = f"{path}.{name}"
        if value.get(name) is None:
            if not _nullable(annotation):
                yield f"{at}: missing"
            continue
        yield from _value(value[name], annotation, at)
        yield from _words(value[name], declared, name, at)


def _words(value: Any, declared: type, name: str, path: str) -> Iterator[str]:
    kind = re.sub(r"(?<!^)(?=[A-Z])", "_", declared.__name__).lower()
    allowed = WORDS.get((kind, name))
    if allowed and value not in list(allowed):
        yield f"{path}: {value!r} is none of {sorted(allowed)}"


def _nullable(annotation: Any) -> bool:
    return typing.get_origin(annotation) in UNIONS and type(None) in typing.get_args(annotation)


def _value(value: Any, annotation: Any, path: str) -> Iterator[str]:
    origin = typing.get_origin(annotation)
    if origin in UNIONS:
        yield from _union(value, typing.get_args(annotation), path)
    elif origin in LITERALS:
        if value not in typing.get_args(annotation):
            yield f"{path}: {value!r} is not a word the library knows"
    elif origin is list:
        yield from _items(value, typing.get_args(annotation)[0], path)
    elif origin is not None and issubclass(origin, ListObject):
        yield from _list(value, path, typing.get_args(annotation)[0])
    elif origin is not None and issubclass(origin, UntypedStripeObject):
        yield from _mapping(value, typing.get_args(annotation)[0], path)
    elif isinstance(annotation, ForwardRef | str):
        named = annotation if isinstance(annotation, str) else annotation.__forward_arg__
        yield from _reference(value, named, path)
    else:
        yield from _plain(value, annotation, path)


def _union(value: Any, choices: tuple[Any, ...], path: str) -> Iterator[str]:
    """One of the choices. Text beside named words stands for words not yet invented: not ours."""
    if any(typing.get_origin(each) in LITERALS for each in choices) and isinstance(value, str):
        choices = tuple(each for each in choices if each is not str)
    tried = [list(_value(value, each, path)) for each in choices if each is not type(None)]
    if all(tried):
        yield from min(tried, key=len)


def _items(value: Any, item: Any, path: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{path}: not a list"
        return
    for place, each in enumerate(value):
        yield from _value(each, item, f"{path}[{place}]")


def _mapping(value: Any, item: Any, path: str) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield f"{path}: not an object"
        return
    for name, each in value.items():
        if item is not Any:
            yield from _value(each, item, f"{path}.{name}")


def _reference(value: Any, name: str, path: str) -> Iterator[str]:
    """An object in place of its id: of the class that the annotation names."""
    if not isinstance(value, Mapping):
        yield f"{path}: {value!r} is not an object"
        return
    found = get_object_class("V1", str(value.get("object"))).__name__
    if found != ALIASES.get(name, name):
        yield f"{path}: {found} instead of {name}"
        return
    yield from _object(value, path)


def _plain(value: Any, annotation: Any, path: str) -> Iterator[str]:
    if annotation is Any:
        return
    if annotation is Decimal:
        yield from _decimal(value, path)
    elif annotation is float:
        if not isinstance(value, int | float) or isinstance(value, bool):
            yield f"{path}: {value!r} is not a number"
    elif isinstance(annotation, type) and issubclass(annotation, StripeObject):
        if not isinstance(value, Mapping):
            yield f"{path}: {value!r} is not an object"
            return
        yield from _fields(value, annotation, path)
    elif type(value) is not annotation:
        yield f"{path}: {value!r} is not {annotation.__name__}"


def _decimal(value: Any, path: str) -> Iterator[str]:
    try:
        Decimal(value if isinstance(value, str) else "no text")
    except InvalidOperation:
        yield f"{path}: {value!r} is not a decimal in text"
