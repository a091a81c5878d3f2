"""What a bank line may be: references with something lost, payouts, recorded sums, twins."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hov_donate.core.references import ALPHABET, normalise, spaced
from hov_donate.reconciliation.bank.rules.kinds import ProposalKind, Reason, Surety
from hov_donate.reconciliation.bank.rules.matching import (
    Around,
    Dated,
    Fitting,
    Owed,
    Seen,
    propose,
)
from hov_donate.reconciliation.bank.rules.references import (
    Found,
    affiliates_in,
    invoices_in,
    names_giver,
    noted_in,
    numbers_in,
    references_in,
    slips_in,
)
from hov_donate.reconciliation.bank.rules.twins import look_alikes, ordinals

DAY = date(2026, 11, 9)
REFERENCE = "7KQM3XPA"
WORDS = frozenset({"UNITE", "LEEDS"})


@pytest.fixture(scope="module")
def reference() -> str:
    """One of ours, with a look-alike in it."""
    return next(
        whole
        for last in ALPHABET
        if (whole := normalise(f"2K8M3XP{last}"))
    )  # fmt: skip


def seen(minor: int = 6300, words: frozenset[str] = WORDS, *, twin: bool = False) -> Seen:
    return Seen(DAY, minor, words, twin=twin)


def told(line: Seen, **around) -> list[tuple[ProposalKind, Surety]]:
    return [(it.kind, it.surety) for it in propose(line, Around(**around))]


@pytest.mark.parametrize(
    "text",
    [
        "{}", "ref {} thanks", "{}X", "UNITE{}", "{:.4} {:.4}", "a/b-{}.", "INV{}LEEDS",
    ],
)  # fmt: skip
def test_a_reference_is_found_however_it_is_set(reference: str, text: str) -> None:
    if "{:.4}" in text:
        text = spaced(reference).lower()
    assert references_in(text.format(reference)).get(reference) is Found.WHOLE


def test_what_the_bank_or_the_payer_lost_is_mended(reference: str) -> None:
    assert references_in(reference[1:])[reference] is Found.LOST_FIRST
    assert references_in(reference[:-1])[reference] is Found.LOST_LAST
    assert references_in(reference.replace("8", "B"))[reference] is Found.LOOK_ALIKE
    assert references_in(f"{reference[:3]} {reference[3:7]}")[reference] is Found.LOST_LAST


def test_letters_that_no_reference_has_are_read_as_what_they_look_like() -> None:
    whole = next(it for last in ALPHABET if (it := normalise(f"QJ34567{last}")))
    assert references_in(f"O134567{whole[-1]}").get(whole) is Found.LOOK_ALIKE


@given(st.text("ABCDEFGHKMNPQRSTUVWXYZ23456789 /-.", max_size=40))
def test_words_that_are_no_reference_are_never_one_in_full(text: str) -> None:
    found = [it for it, how in references_in(text).items() if how is Found.WHOLE]
    joined = "".join(letter for letter in text if letter.isalnum())
    assert all(it in joined for it in found)


def test_invoices_are_named_with_or_without_noughts() -> None:
    assert invoices_in("INV-2026-000123") == {(2026, 123): Found.WHOLE}
    assert invoices_in("inv 2026 123 fees") == {(2026, 123): Found.WHOLE}
    assert invoices_in("INV-2O26-OOO123") == {(2026, 123): Found.LOOK_ALIKE}
    cut = invoices_in("INV-2026-00012")
    assert cut[2026, 12] is Found.LOST_FIRST
    assert cut[2026, 123] is Found.LOST_LAST
    assert invoices_in("INVOICE 7") == {}
    assert affiliates_in("A-00012 and M 00007, A12") == [12, 7]


def test_reference_and_amount_are_exact_and_nothing_else_is() -> None:
    invoice = Owed(1, 6300, Found.WHOLE)
    assert told(seen(), owed=[invoice]) == [(ProposalKind.INVOICES, Surety.EXACT)]
    assert told(seen(5000), owed=[invoice]) == [(ProposalKind.INVOICES, Surety.LIKELY)]
    assert told(seen(), owed=[Owed(1, 6300, Found.LOST_LAST)]) == [
        (ProposalKind.INVOICES, Surety.LIKELY)
    ]
    assert told(seen(), owed=[Owed(1, 6300, named=True)]) == [
        (ProposalKind.INVOICES, Surety.POSSIBLE)
    ]
    assert told(seen(-6300), owed=[invoice]) == []
    assert told(seen(0), owed=[invoice]) == []


def test_a_part_leaves_something_owed_and_more_becomes_credit() -> None:
    [part] = propose(seen(5000), Around(owed=[Owed(1, 6300, Found.WHOLE)]))
    assert part.shares == ((1, 5000),)
    assert Reason.PART in part.reasons
    [more] = propose(seen(9000), Around(owed=[Owed(1, 6300, Found.WHOLE)]))
    assert more.shares == ((1, 6300),)
    assert Reason.MORE in more.reasons


def test_several_invoices_together_are_one_proposal() -> None:
    owed = [Owed(1, 6300, Found.WHOLE), Owed(2, 1700, Found.WHOLE)]
    [both] = propose(seen(8000), Around(owed=owed))
    assert (both.surety, both.shares) == (Surety.LIKELY, ((1, 6300), (2, 1700)))
    [some] = propose(seen(7000), Around(owed=owed))
    assert (some.surety, some.shares) == (Surety.POSSIBLE, ((1, 6300), (2, 700)))


def test_of_two_ways_to_mend_a_reference_neither_is_proposed() -> None:
    both = [Owed(1, 6300, Found.LOST_FIRST), Owed(2, 6300, Found.LOOK_ALIKE)]
    assert told(seen(), owed=both) == []
    one_fits = [Owed(1, 6300, Found.LOST_FIRST), Owed(2, 50, Found.LOOK_ALIKE)]
    assert told(seen(), owed=one_fits) == [(ProposalKind.INVOICES, Surety.LIKELY)]


def test_a_twin_and_what_was_recorded_before_are_never_exact() -> None:
    invoice = Owed(1, 6300, Found.WHOLE)
    assert told(seen(twin=True), owed=[invoice]) == [(ProposalKind.INVOICES, Surety.LIKELY)]
    recorded = [Fitting(9, DAY + timedelta(days=2))]
    assert told(seen(), owed=[invoice], recorded=recorded) == [
        (ProposalKind.RECORDED, Surety.LIKELY),
        (ProposalKind.INVOICES, Surety.LIKELY),
    ]


def test_a_payout_is_exact_when_stripe_is_named_and_only_one_arrives() -> None:
    stripe = seen(words=frozenset({"STRIPE", "PAYMENTS"}))
    one = [Dated(1, DAY - timedelta(days=3))]
    assert told(stripe, payouts=one) == [(ProposalKind.PAYOUT, Surety.EXACT)]
    assert told(seen(), payouts=one) == [(ProposalKind.PAYOUT, Surety.LIKELY)]
    assert told(stripe, payouts=[*one, Dated(2, DAY)]) == [(ProposalKind.PAYOUT, Surety.EXACT)]
    assert propose(stripe, Around(payouts=[*one, Dated(2, DAY)]))[0].target == 2
    same_day = [Dated(1, DAY), Dated(2, DAY)]
    assert told(stripe, payouts=same_day) == [(ProposalKind.PAYOUT, Surety.LIKELY)]
    assert told(stripe, payouts=[Dated(1, DAY - timedelta(days=6))]) == []


def test_charges_are_known_by_their_words() -> None:
    assert told(seen(-450, frozenset({"ACCOUNT", "CHARGES"}))) == [
        (ProposalKind.CHARGES, Surety.POSSIBLE)
    ]


def test_equal_lines_are_counted_against_the_books() -> None:
    assert ordinals(["a", "a", "b"], {}) == [1, 2, 1]
    assert ordinals(["a", "a", "b"], {"a": 1}) == [None, 2, 1]
    assert ordinals(["a", "a", "b"], {"a": 3, "b": 1}) == [None, None, None]


def test_the_same_money_in_other_words_is_noticed() -> None:
    assert look_alikes([(DAY, 100), (DAY, 100)], [(DAY, 100)]) == 1
    assert look_alikes([(DAY, 100)], [(DAY, 200)]) == 0


@given(st.sampled_from(ALPHABET), st.integers(0, 6))
def test_one_wrong_character_never_makes_another_reference_of_ours(letter: str, at: int) -> None:
    whole = next(it for last in ALPHABET if (it := normalise(f"7KQM3XP{last}")))
    assume(whole[at] != letter)
    assert normalise(whole[:at] + letter + whole[at + 1 :]) is None


def fits(id_: int = 1, days: int = 0, **more) -> Fitting:
    return Fitting(id_, DAY + timedelta(days=days), **more)


@pytest.mark.parametrize(
    ("kind", "where", "cited", "alone"),
    [
        (ProposalKind.BATCH, "batches", Surety.EXACT, Surety.LIKELY),
        (ProposalKind.GIFT_RECORDED, "gifts", Surety.EXACT, Surety.LIKELY),
        (ProposalKind.RECORDED, "recorded", Surety.EXACT, Surety.LIKELY),
        (ProposalKind.STANDING_ORDER, "expected", Surety.EXACT, Surety.POSSIBLE),
        (ProposalKind.BOUNCED, "cheques", Surety.LIKELY, Surety.POSSIBLE),
        (ProposalKind.BOUNCE_RECORDED, "bounces", Surety.EXACT, Surety.LIKELY),
    ],
)
def test_its_number_and_amount_make_money_outside_stripe_sure(kind, where, cited, alone) -> None:
    out = kind in {ProposalKind.BOUNCED, ProposalKind.BOUNCE_RECORDED}
    line = seen(-6300 if out else 6300)
    assert told(line, **{where: [fits(cited=True)]}) == [(kind, cited)]
    assert told(line, **{where: [fits()]}) == [(kind, alone)]
    twin = seen(line.minor, twin=True)
    assert told(twin, **{where: [fits(cited=True)]}) != [(kind, Surety.EXACT)]
    assert told(line, **{where: [fits(days=90, cited=True)]}) == []
    assert told(seen(-line.minor), **{where: [fits(cited=True)]}) == []
    assert told(seen(line.minor, frozenset({"STRIPE"})), **{where: [fits()]}) == []


def test_of_two_that_fit_equally_well_both_are_possible_and_a_number_decides() -> None:
    both = propose(seen(), Around(batches=[fits(1), fits(2)]))
    assert [(it.target, it.surety) for it in both] == [(1, Surety.POSSIBLE), (2, Surety.POSSIBLE)]
    assert all(Reason.SEVERAL in it.reasons for it in both)
    [one] = propose(seen(), Around(batches=[fits(1), fits(2, cited=True)]))
    assert (one.target, one.surety) == (2, Surety.EXACT)
    [nearest] = propose(seen(), Around(batches=[fits(1, days=3), fits(2, days=-1)]))
    assert (nearest.target, nearest.surety) == (2, Surety.LIKELY)


def test_of_what_is_equally_likely_the_named_one_comes_first() -> None:
    around = Around(gifts=[fits(1)], batches=[fits(2, cited=True)])
    [batch, gift] = propose(seen(), around)
    assert (batch.kind, batch.surety) == (ProposalKind.BATCH, Surety.LIKELY)
    assert (gift.kind, gift.surety) == (ProposalKind.GIFT_RECORDED, Surety.LIKELY)


def test_of_many_that_fit_equally_well_none_is_met_and_what_is_recorded_is_not_booked_twice() -> (
    None
):
    many = [fits(number) for number in range(6, 0, -1)]
    assert propose(seen(), Around(expected=many)) == []
    for known in (Around(batches=many), Around(gifts=many)):
        assert [it.target for it in propose(seen(), known)] == [1, 2, 3, 4, 5]


def test_a_name_tells_two_standing_orders_of_the_same_sum_apart() -> None:
    [hers] = propose(seen(), Around(expected=[fits(1), fits(2, named=True)]))
    assert (hers.target, hers.surety, hers.due_on) == (2, Surety.LIKELY, DAY)


def test_a_batch_that_was_counted_otherwise_is_only_possible_and_takes_words() -> None:
    [other] = propose(seen(6200), Around(batches=[fits(same=False, cited=True)]))
    assert (other.surety, other.needs_words) == (Surety.POSSIBLE, True)
    [exact] = propose(seen(), Around(batches=[fits(cited=True)]))
    assert not exact.needs_words


def test_what_was_recorded_already_keeps_an_order_from_being_exact() -> None:
    found = propose(seen(), Around(gifts=[fits(9)], expected=[fits(1, cited=True)]))
    assert [(it.kind, it.surety) for it in found] == [
        (ProposalKind.GIFT_RECORDED, Surety.LIKELY),
        (ProposalKind.STANDING_ORDER, Surety.LIKELY),
    ]


def test_slips_cheques_and_names_are_read_as_banks_write_them() -> None:
    assert slips_in("COUNTER CREDIT PI-00012, PI 7") == {12, 7}
    assert slips_in("API-00012 PI-0 INV-2026-000012") == frozenset()
    assert numbers_in("UNPAID CHEQUE 000482") == {"482"}
    assert noted_in("7KQM 3XPA", "ref 7kqm3xpa thanks")
    assert not noted_in("A1", "A1 TAXIS")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("GIVER ROSA M", True),
        ("R GIVER", True),
        ("MS ROSÁ GIVER REF 12", True),
        ("ROSA", False),
        ("R SMITH", False),
        ("GIVER BAKERY", False),
    ],
)
def test_a_giver_is_named_by_two_words_or_initial_and_surname(text: str, named: bool) -> None:
    assert names_giver("Rosa Giver", text) is named
    assert not names_giver("Rosa", text)
