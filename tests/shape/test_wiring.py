"""The tables of wiring are complete."""

import ast
from pathlib import Path

from hov_donate.core.events import Event
from hov_donate.outbox.models import MailKind
from hov_donate.wiring import letters
from hov_donate.wiring.reactions import HANDLERS
from hov_donate.wiring.syncs import EVENT_TYPES, SYNCS

ROOT = Path(__file__).parents[2]


def every_event() -> set[type[Event]]:
    found, todo = set(), [Event]
    while todo:
        for kind in todo.pop().__subclasses__():
            found.add(kind)
            todo.append(kind)
    return found


def test_every_fact_has_someone_who_answers_it():
    assert every_event() == set(HANDLERS)
    assert all(HANDLERS.values())


def test_every_kind_of_letter_has_its_templates_and_one_who_writes_it():
    writers = (
        letters.TO_DONORS,
        letters.TO_AFFILIATES,
        letters.TO_TREASURER,
        letters.TO_STAFF,
        letters.TO_SIGNERS,
        letters.TO_ENDORSERS,
        letters.ABOUT_EVENTS,
    )
    assert sorted(MailKind) == sorted(kind for each in writers for kind in each)
    for kind in MailKind:
        for ending in ("html", "txt"):
            assert (ROOT / "templates/emails" / f"{kind}.{ending}").exists()


def test_every_event_that_stripe_is_asked_for_is_about_an_object_that_we_sync():
    # Stripe names some events after where an object belongs, not after the object.
    called = {"customer.subscription": "subscription", "charge.dispute": "dispute"}
    for name in EVENT_TYPES:
        kind = name.rpartition(".")[0]
        assert called.get(kind, kind) in SYNCS


def test_every_event_that_stripe_is_asked_for_is_explained():
    explained = (ROOT / "docs/stripe.md").read_text()
    assert all(f"`{name}`" in explained for name in EVENT_TYPES)


def test_the_map_in_the_package_names_every_folder():
    described = ast.get_docstring(ast.parse((ROOT / "hov_donate/__init__.py").read_text())) or ""
    for folder in (ROOT / "hov_donate").iterdir():
        if (folder / "__init__.py").exists():
            assert f"    {folder.name} " in described, folder.name
    architecture = (ROOT / "docs/architecture.md").read_text()
    for folder in (ROOT / "hov_donate").iterdir():
        if (folder / "__init__.py").exists():
            assert f"`{folder.name}`" in architecture, folder.name


def test_every_kind_of_letter_is_in_the_manual():
    manual = (ROOT / "docs/letters.md").read_text()
    assert all(f"| `{kind}` |" in manual for kind in MailKind)
