"""People sign an appeal, confirm it and take it back; a person looks at what is odd."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from threading import Thread

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import event, func, select, update

from hov_donate.campaign.appeals.domains import owned_domain
from hov_donate.campaign.appeals.models import Signature, SignatureCount
from hov_donate.campaign.appeals.operations import (
    accept_signatures,
    reject_signatures,
    withdraw_signature,
)
from hov_donate.campaign.appeals.processes import forget_signers
from hov_donate.campaign.appeals.queries.own import own_signatures
from hov_donate.campaign.appeals.queries.standing import Which, in_public
from hov_donate.campaign.appeals.rules import (
    MOST_FROM_ONE_DOMAIN,
    MOST_FROM_ONE_PLACE,
    HoldReason,
    Shown,
    SignatureStatus,
    Told,
)
from hov_donate.campaign.numbers.sources import signed
from hov_donate.contacts.models import Consent
from hov_donate.contacts.sealing import Identity, IdentitySeal
from hov_donate.donations.processes import forget_strangers
from hov_donate.outbox.models import OutboxMessage, OutboxStatus
from hov_donate.wiring.holding import held_for_others
from tests.support.appeals import ALL, FACTS, NOTHING, ROSA, an_appeal, person

ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
STAFF = "staff:1"


def test_a_signature_counts_once_it_is_confirmed_and_once_for_each_person(petition):
    first = petition.signs(shown=ALL)
    assert (petition.counted(), petition.named()) == ({}, [])
    assert petition.confirms(first)
    assert petition.confirms(first), "pressing again is no harm"
    assert petition.counted() == {"GB": (1, 1)}
    assert petition.named() == ["Rosa Quiñones"]
    again = Identity("Rosa Q.", "ROSA@people.example")
    petition.signed(again, Shown(organisation=True), country="ES")
    assert petition.counted() == {"ES": (1, 1)}, "the newer one stands for her"
    assert petition.named() == [""]
    assert petition.one(first).status is SignatureStatus.REPLACED
    assert petition.one(first).told is None
    assert petition.known() == 1


def test_two_clicks_at_once_are_one_signature(petition):
    ids = [petition.signs(country=country) for country in ("GB", "FR")]
    clicks = [Thread(target=petition.confirms, args=[it]) for it in ids * 2]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    assert sum(confirmed for confirmed, _ in petition.counted().values()) == 1


def test_taken_back_the_name_is_gone_everywhere_at_once_and_the_count_falls(petition):
    mine = petition.signed(shown=ALL)
    petition.signed(person(2), ALL)
    with petition.database.writing() as work:
        assert withdraw_signature(work, signature_id=mine)
    assert petition.counted() == {"GB": (1, 1)}
    assert petition.named() == ["Person 2"]
    gone = petition.one(mine)
    assert (gone.told, gone.person, gone.likeness, gone.listed) == (None, None, None, False)
    assert petition.known() == 1
    with petition.database.reading() as session:
        agreed = session.scalars(select(Consent).where(Consent.details_id == gone.details_id))
        assert all(it.withdrawn_at for it in agreed.all())
    with petition.database.writing() as work:
        assert not withdraw_signature(work, signature_id=mine)
    assert petition.signed(shown=ALL), "one may sign again"
    assert petition.counted() == {"GB": (2, 2)}


@ONCE
def test_only_what_was_ticked_is_shown(petition):
    petition.signed(person(1), Shown(role=True, organisation=True))
    petition.signed(person(2), Shown(town=True))
    petition.signed(person(3), NOTHING)
    assert petition.counted() == {"GB": (3, 1)}
    with petition.database.reading() as session:
        [line] = in_public(session, petition.seal, petition.appeal.id, Which()).lines
    assert (line.name, line.role, line.organisation, line.town) == (
        *("", "General secretary", "Example Union", ""),
    )


@ONCE
@pytest.mark.parametrize(
    ("someone", "told", "why"),
    [
        (Identity("Buy at www.pills.example", "a@people.example"), Told(), HoldReason.LINK),
        (Identity("Rosa", "a@x.mailinator.com"), Told(), HoldReason.THROWAWAY_ADDRESS),
        (Identity("Rosa", "a@people.example"), Told(role="!!!!!!!!!!!!!"), HoldReason.SHOUTING),
    ],
)
def test_what_is_odd_waits_for_a_person_and_counts_only_then(petition, someone, told, why):
    odd = petition.signs(someone, ALL, told)
    assert petition.confirms(odd), "nothing of it is told to the outside"
    assert (petition.counted(), petition.one(odd).held_for) == ({}, why)
    with petition.database.writing() as work:
        assert accept_signatures(work, ids=[odd], actor=STAFF) == 1
        assert reject_signatures(work, ids=[odd], actor=STAFF) == 0, "it is decided"
    assert petition.counted() == {"GB": (1, 1)}
    assert petition.one(odd).settled_by == STAFF


@ONCE
def test_many_from_one_neighbourhood_wait_and_the_place_is_forgotten(petition):
    ids = [petition.signs(person(n), place="p" * 64) for n in range(MOST_FROM_ONE_PLACE + 3)]
    for each in ids[:MOST_FROM_ONE_PLACE]:
        petition.confirms(each)
    assert all(petition.one(it).status is SignatureStatus.HELD for it in ids[:2])
    petition.signed(Identity("Rosa", "rosa@union.example"), place="q" * 64)
    assert petition.counted() == {"GB": (1, 0)}
    petition.clock.advance(timedelta(days=3))
    forget_signers(petition.database, petition.settings)
    assert all(it.place is None and it.domain is None for it in petition.all())


@ONCE
def test_who_has_a_domain_has_no_more_than_a_handful_counted_of_all_its_mailboxes(petition):
    for n in range(MOST_FROM_ONE_DOMAIN + 10):
        host = f"box{n}.evil.example" if n % 2 else "evil.example"
        petition.signed(Identity(f"Ana {n}", f"a{n}@{host}"), ALL, place=f"{n:064d}")
        petition.signed(Identity(f"Eva {n}", f"e{n}@gmail.com"), ALL, country="VE")
    assert petition.counted() == {"GB": (20, 20), "VE": (30, 30)}
    last = petition.all()[-2]
    assert (last.held_for, "evil" in (last.domain or "")) == (HoldReason.ONE_DOMAIN, False)
    petition.clock.advance(timedelta(days=1))
    petition.signed(Identity("Ana Tomorrow", "tomorrow@evil.example"))
    assert petition.counted()["GB"] == (21, 20), "the next day is another"


def test_of_an_address_what_somebody_registered_is_looked_at():
    domains = ("evil.example", "a.b.Evil.example", "x.union.co.uk", "a.union.de", "a.GMAIL.com")
    assert [owned_domain(f"ana@{it}") for it in domains] == [
        *("evil.example", "evil.example", "union.co.uk", "union.de", None),
    ]


def test_below_a_countrys_code_a_short_name_is_somebodys_too():
    domains = ("a1.evl.io", "a2.evl.io", "b.verdi.de", "a.ugt.es", "x.org.ve", "x.ab.ve", "uk")
    assert [owned_domain(f"ana@{it}") for it in domains] == [
        *("evl.io", "evl.io", "verdi.de", "ugt.es", "x.org.ve", "ab.ve", "uk"),
    ]


@ONCE
def test_a_short_domain_below_a_countrys_code_has_no_more_counted_than_any_other(petition):
    for n in range(MOST_FROM_ONE_DOMAIN + 10):
        petition.signed(Identity(f"Ana {n}", f"ana@m{n}.evl.io"), ALL, place=f"{n:064d}")
    assert petition.counted() == {"GB": (20, 20)}


def test_of_one_mailbox_one_counts_however_its_address_is_spelt(petition):
    first = petition.signed(Identity("Ana", "ana.gomez@gmail.com"))
    for n in range(3):
        petition.signed(Identity(f"P {n}", f"anagomez+{n}@googlemail.com"), country="VE")
    petition.signed(Identity("Q", "An.A.Gomez@gmail.com"), country="ES")
    assert petition.counted() == {"GB": (1, 0)}
    waiting = [it for it in petition.all() if it.id != first]
    assert {it.held_for for it in waiting} == {HoldReason.ONE_MAILBOX}
    assert not any("ana" in (it.mailbox or "") for it in petition.all())
    petition.signed(Identity("Ana Gómez", "Ana.Gomez@gmail.com"))
    assert petition.counted() == {"GB": (1, 0)}, "her own address, signed anew, counts"
    with petition.database.writing() as work:
        assert accept_signatures(work, ids=[waiting[0].id], actor=STAFF) == 1
    assert petition.counted() == {"GB": (1, 0), "VE": (1, 0)}, "her sister, a person says"


def test_two_spellings_confirmed_at_once_are_one_that_counts(petition):
    ids = [petition.signs(Identity(f"P {n}", f"ana+{n}@people.example")) for n in range(4)]
    clicks = [Thread(target=petition.confirms, args=[it]) for it in ids]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    assert petition.counted() == {"GB": (1, 0)}


@ONCE
def test_the_mark_of_a_mailbox_goes_with_the_signature_and_holds_nobody_then(petition):
    first = petition.signed(Identity("Ana", "ana+union@people.example"))
    with petition.database.writing() as work:
        assert withdraw_signature(work, signature_id=first)
    assert petition.one(first).mailbox is None
    petition.signed(Identity("Ana", "ana@people.example"))
    petition.signed(Identity("Dots", "a.na@people.example"))
    assert petition.counted() == {"GB": (2, 0)}, "elsewhere dots are part of the name"


@ONCE
def test_a_signature_from_before_mailboxes_were_known_waits_for_no_stranger(petition):
    ids = [petition.signs(person(number)) for number in range(3)]
    with petition.database.writing() as work:
        work.session.execute(update(Signature).values(mailbox=None))
    held: list[str] = []
    engine = petition.database.engine
    event.listen(engine, "before_cursor_execute", lambda *told: held.append(told[2]))
    assert petition.confirms(ids[0])
    assert held
    assert not any("mailbox IS NULL" in it for it in held), "they are not one mailbox"


def test_a_mailbox_is_known_again_after_the_key_has_changed(petition):
    petition.signed(Identity("Ana", "ana@people.example"))
    keys = (Fernet.generate_key().decode(), *petition.settings.identity_keys)
    later = replace(petition, seal=IdentitySeal(keys))
    again = later.signed(Identity("Ana", "ana+2@people.example"))
    assert petition.one(again).held_for is HoldReason.ONE_MAILBOX


@ONCE
def test_of_who_was_turned_away_no_mark_is_left_even_where_the_name_went_before(petition):
    odd = petition.signed(Identity("Buy at evil.example", "odd@people.example"), keep=False)
    petition.clock.advance(timedelta(days=10))
    with petition.database.writing() as work:
        assert reject_signatures(work, ids=[odd], actor=STAFF) == 1
        work.session.execute(update(OutboxMessage).values(status=OutboxStatus.SENT))
    petition.clock.advance(timedelta(days=25))
    forget_strangers(petition.database, held_for_others)
    forget_signers(petition.database, petition.settings)
    assert petition.one(odd).told is None, "nobody of that name is kept any more"
    petition.clock.advance(timedelta(days=10))
    forget_signers(petition.database, petition.settings)
    left = petition.one(odd)
    assert (left.person, left.mailbox, left.likeness) == (None, None, None)


def test_two_who_sign_anew_from_each_others_country_do_not_wait_for_each_other(petition):
    for _ in range(5):
        petition.signed(person(1), country="DE")
        petition.signed(person(2), country="FR")
        crossed = [
            petition.signs(person(1), country="FR"),
            petition.signs(person(2), country="DE"),
        ]
        clicks = [Thread(target=petition.confirms, args=[it]) for it in crossed]
        for click in clicks:
            click.start()
        for click in clicks:
            click.join()
        assert petition.counted() == {"DE": (1, 0), "FR": (1, 0)}
        assert {petition.one(it).status for it in crossed} == {SignatureStatus.CONFIRMED}


@ONCE
def test_who_never_confirms_is_forgotten_after_a_week(petition):
    petition.signs()
    petition.signed(person(2))
    petition.clock.advance(timedelta(days=6))
    forget_signers(petition.database, petition.settings)
    assert len(petition.all()) == 2
    petition.clock.advance(timedelta(days=2))
    forget_signers(petition.database, petition.settings)
    [left] = petition.all()
    assert left.status is SignatureStatus.CONFIRMED
    assert petition.known() == 1


@ONCE
def test_who_did_not_agree_to_be_kept_is_forgotten_and_still_counts_once(petition):
    petition.signed(keep=False)
    petition.signed(person(2), ALL)
    with petition.database.writing() as work:
        work.session.execute(update(OutboxMessage).values(status=OutboxStatus.SENT))
    petition.clock.advance(timedelta(days=31))
    forget_strangers(petition.database, held_for_others)
    forget_signers(petition.database, petition.settings)
    assert (petition.known(), petition.named()) == (1, ["Person 2"])
    assert petition.all()[0].told is None
    assert petition.counted() == {"GB": (2, 1)}
    petition.signed(keep=False)
    assert petition.counted() == {"GB": (2, 1)}


def test_one_person_stays_one_when_the_key_changes_between_two_appeals(petition):
    first = petition.signed(ROSA)
    keys = (Fernet.generate_key().decode(), *petition.settings.identity_keys)
    other = an_appeal(petition.database, replace(FACTS, slug="another"))
    later = replace(petition, appeal=other, seal=IdentitySeal(keys))
    second = later.signed(ROSA)
    with petition.database.reading() as session:
        assert signed(session) == {"GB": {"signatures": 2, "people": 1}}
    assert (
        petition.one(first).person == petition.one(second).person == later.seal.digest(ROSA.email)
    )
    again = replace(petition, seal=later.seal).signed(ROSA)
    assert petition.one(first).status is SignatureStatus.REPLACED
    assert petition.one(again).status is SignatureStatus.CONFIRMED


@ONCE
def test_a_server_that_still_has_the_old_key_alone_breaks_nobodys_signature(petition):
    keys = (Fernet.generate_key().decode(), *petition.settings.identity_keys)
    new = replace(petition, seal=IdentitySeal(keys))
    stands = new.signed(ROSA)
    twin = petition.signed(ROSA)
    last = new.signed(ROSA)
    states = [petition.one(it).status for it in (stands, twin, last)]
    assert states == [SignatureStatus.REPLACED] * 2 + [SignatureStatus.CONFIRMED]


@dataclass(frozen=True)
class Sent:
    """What comes in a flood: by whom, whence, and whether anybody opens the letter."""

    someone: Identity
    country: str
    place: str | None = None
    confirms: bool = True


def a_flood() -> list[Sent]:
    """Nine of ten are fake, in every way that a program has; shuffled, the same every time."""
    hall, farm = "h" * 64, "f" * 64
    fakes = [Sent(person(n), ("GB", "US", "RU")[n % 3], confirms=False) for n in range(210)]
    fakes += [Sent(Identity(f"See www.s{n}.example", f"l{n}@bots.example"), "GB") for n in range(9)]
    fakes += [Sent(Identity(f"T {n}", f"t{n}@x.mailinator.com"), "US") for n in range(9)]
    fakes += [Sent(Identity(f"Farm {n}", f"f{n}@farm.example"), "RU", farm) for n in range(42)]
    # Their own domain, so that every letter arrives, and a neighbourhood for each.
    own = [Identity(f"Owner {n}", f"o{n}@own{n}.evil.example") for n in range(60)]
    fakes += [Sent(it, "VE", f"{n:064d}") for n, it in enumerate(own)]
    honest = [Sent(Identity(f"Luz {n}", f"luz{n}@gmail.com"), "VE") for n in range(12)]
    honest += [Sent(Identity(f"Paz {n}", f"p{n}@union.example"), "ES", hall) for n in range(18)]
    everyone = fakes + honest
    Random(6).shuffle(everyone)  # noqa: S311 (chance that can be repeated)
    return everyone


@ONCE
def test_in_a_flood_just_the_honest_are_counted_and_each_of_them_once(petition):
    letters = []
    for sent in a_flood():
        numbers = [petition.signs(sent.someone, ALL, country=sent.country, place=sent.place)]
        if sent.someone.name.startswith("Luz"):
            # In doubt whether it worked, people send it again.
            numbers.append(petition.signs(sent.someone, ALL, country=sent.country))
        letters += [(it, sent) for it in numbers]
    for number, sent in letters:
        if sent.confirms:
            assert petition.confirms(number), "nobody is told that they wait"
    assert petition.counted() == {"VE": (12, 12), "ES": (18, 18)}
    held = [it for it in petition.all() if it.status is SignatureStatus.HELD]
    assert Counter(it.held_for for it in held) == {
        HoldReason.LINK: 9,
        HoldReason.THROWAWAY_ADDRESS: 9,
        HoldReason.ONE_PLACE: 42,
        HoldReason.ONE_DOMAIN: 60,
    }
    with petition.database.reading() as session:
        stands = select(func.count()).where(Signature.status == SignatureStatus.CONFIRMED)
        assert session.scalar(stands) == session.scalar(select(func.sum(SignatureCount.confirmed)))


@ONCE
def test_one_link_of_each_appeal_is_sent_again_that_which_stands(petition):
    first, second = petition.signed(), petition.signs(country="FR")
    other = an_appeal(petition.database, replace(FACTS, slug="another"))
    unsure = replace(petition, appeal=other)
    unsure.signs()
    last = unsure.signs()
    with petition.database.reading() as session:
        own = own_signatures(session, petition.seal, "ROSA@people.example")
        assert {it.id for it in own} == {first, last}
    petition.confirms(second)
    with petition.database.reading() as session:
        own = own_signatures(session, petition.seal, ROSA.email)
        assert {it.id for it in own} == {second, last}
