"""Statements in the books: twins kept apart, nothing twice, each line booked once."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from hov_donate.reconciliation.bank.looking import read_file
from hov_donate.reconciliation.bank.models import (
    BankFile,
    BankImport,
    BankLine,
    BankProposal,
)
from hov_donate.reconciliation.bank.operations import (
    confirm_import,
    drop_import,
)
from hov_donate.reconciliation.bank.operations.importing import AskedAnewError, ImportRefusedError
from hov_donate.reconciliation.bank.processes import Statements
from hov_donate.reconciliation.bank.rules.kinds import (
    ImportStatus,
)
from hov_donate.reconciliation.statements.faults import Fault, UnreadableError
from tests.support.bank import STAFF, Bank
from tests.support.statement_files import Moved, camt_file, csv_file, mt940_file, ofx_file

DAY = date(2026, 11, 9)
TWINS = (
    Moved(DAY, 1000, "A N OTHER", "GIFT"),
    Moved(DAY, 1000, "A N OTHER", "GIFT"),
    Moved(date(2026, 11, 10), -450, "ACCOUNT CHARGES"),
)


def told(bank: Bank) -> Counter[tuple[date, int]]:
    return Counter((line.booked_on, line.amount_minor) for line in bank.lines())


def confirm(bank: Bank, *looked_at: BankImport) -> None:
    for kept in looked_at:
        with bank.parts.database.writing() as work:
            confirm_import(work, import_id=kept.id, actor=STAFF, seen=kept.alike)


def stored(bank: Bank, kept: BankImport) -> BankImport:
    with bank.parts.database.reading() as session:
        return session.get_one(BankImport, kept.id)


@pytest.mark.parametrize("write", [csv_file, ofx_file, camt_file, mt940_file])
def test_twins_stay_two_and_the_same_file_again_adds_nothing(bank: Bank, write) -> None:
    first = bank.bring_in(write(TWINS))
    assert (first.fresh, first.known, first.status) == (3, 0, ImportStatus.DONE)
    assert [line.ordinal for line in bank.lines()] == [1, 2, 1]
    again = bank.bring_in(write(TWINS))
    assert (again.fresh, again.known) == (0, 3)
    assert len(bank.lines()) == 3


def test_a_third_equal_line_in_a_later_file_is_a_third_line(bank: Bank) -> None:
    bank.bring_in(csv_file(TWINS))
    later = bank.bring_in(csv_file([*TWINS, TWINS[0]]))
    assert (later.fresh, later.known) == (1, 3)
    assert told(bank)[DAY, 1000] == 3


def test_the_newest_first_or_last_is_the_same_to_the_books(bank: Bank) -> None:
    bank.bring_in(csv_file(TWINS))
    bank.bring_in(csv_file(TWINS[::-1]))
    assert len(bank.lines()) == 3


def test_a_row_that_cannot_be_read_keeps_the_whole_file_out(bank: Bank) -> None:
    content = csv_file(TWINS) + b"31/02/2026,X,,1.00\r\n"
    with pytest.raises(UnreadableError) as caught:
        bank.look(content)
    assert (caught.value.fault, caught.value.line) == (Fault.BAD_DAY, 5)
    assert bank.lines() == []
    with bank.parts.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(BankFile)) == 0


def test_nothing_is_in_the_books_before_a_person_confirms(bank: Bank) -> None:
    kept = bank.look(csv_file(TWINS))
    assert (kept.fresh, kept.known, kept.status) == (3, 0, ImportStatus.LOOKED_AT)
    assert bank.lines() == []
    with bank.parts.database.writing() as work:
        drop_import(work, import_id=kept.id)
    with bank.parts.database.writing() as work, pytest.raises(ImportRefusedError):
        confirm_import(work, import_id=kept.id, actor=STAFF)
    with bank.parts.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(BankFile)) == 0


def test_a_file_is_sealed_while_it_waits_and_gone_afterwards(bank: Bank) -> None:
    kept = bank.look(csv_file(TWINS))
    with bank.parts.database.reading() as session:
        assert b"OTHER" not in session.get_one(BankFile, kept.id).sealed
    bank.bring_in(csv_file(TWINS))
    assert all(b"OTHER" not in (line.sealed or b"") for line in bank.lines())
    with bank.parts.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(BankFile)) == 1


def test_a_worker_that_was_killed_goes_on_where_it_was(bank: Bank) -> None:
    kept = bank.look(csv_file(TWINS))
    with bank.parts.database.writing() as work:
        confirm_import(work, import_id=kept.id, actor=STAFF)
    assert bank.statements.step(kept.id)
    assert len(bank.lines()) == 3
    bank.statements.go_on_with_all()
    with bank.parts.database.reading() as session:
        done = session.get_one(BankImport, kept.id)
    assert (done.status, done.matched) == (ImportStatus.DONE, 3)


def test_the_same_money_from_a_file_of_another_form_is_noticed(bank: Bank) -> None:
    bank.bring_in(csv_file(TWINS))
    other = camt_file([Moved(it.on, it.minor, f"{it.payer} LTD") for it in TWINS])
    assert bank.look(other).alike == 3
    later = [Moved(it.on + timedelta(days=3), it.minor, it.payer) for it in TWINS]
    assert bank.look(csv_file(later)).alike == 0


@pytest.mark.parametrize("confirmed_together", [True, False])
def test_two_files_of_the_same_days_are_asked_about_whenever_they_were_looked_at(
    bank: Bank, confirmed_together: bool
) -> None:
    first = bank.look(csv_file(TWINS))
    other = [Moved(it.on, it.minor, f"{it.payer} LTD") for it in TWINS]
    fresh = Moved(DAY, 700, "NEW")
    second = bank.look(ofx_file([*other, fresh]))
    assert (first.alike, second.alike) == (0, 0)
    if confirmed_together:
        confirm(bank, first, second)
    else:
        confirm(bank, first)
        bank.statements.go_on_with_all()
        confirm(bank, second)
    bank.statements.go_on_with_all()
    assert len(bank.lines()) == 3
    asked = stored(bank, second)
    assert (asked.status, asked.alike, asked.fresh) == (ImportStatus.LOOKED_AT, 3, 4)
    assert (asked.confirmed_at, asked.confirmed_by) == (None, None)
    with pytest.raises(AskedAnewError):
        confirm(bank, second)
    confirm(bank, asked)
    bank.statements.go_on_with_all()
    assert stored(bank, second).status is ImportStatus.DONE
    assert len(bank.lines()) == 7


def test_a_file_that_a_newer_programme_refuses_stops_no_other(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    older, newer = bank.look(csv_file(TWINS[:1])), bank.look(csv_file(TWINS[2:]))
    confirm(bank, older, newer)

    def stricter(content: bytes, *args, **more):
        if content == csv_file(TWINS[:1]):
            raise UnreadableError(Fault.BAD_AMOUNT, 2)
        return read_file(content, *args, **more)

    monkeypatch.setattr(f"{Statements.__module__}.read_file", stricter)
    bank.statements.go_on_with_all()
    assert stored(bank, older).status is ImportStatus.DROPPED
    assert [line.amount_minor for line in bank.lines()] == [-450]


days = st.dates(date(2026, 11, 1), date(2026, 11, 8))
moved = st.builds(Moved, days, st.sampled_from([500, 1000, -200]), st.sampled_from(["A", "B"]))


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(moved, min_size=1, max_size=12),
    st.lists(st.tuples(days, days), min_size=1, max_size=4),
    st.randoms(use_true_random=False),
)
def test_windows_that_overlap_in_any_order_are_the_whole(bank: Bank, lines, windows, order) -> None:
    with bank.parts.database.writing() as work:
        for table in (BankProposal, BankLine, BankFile, BankImport):
            work.session.execute(delete(table))
    lines.sort(key=lambda line: line.on)
    files = [[it for it in lines if min(pair) <= it.on <= max(pair)] for pair in windows]
    files.append([it for it in lines if it.on >= date(2026, 11, 4)])
    files.append([it for it in lines if it.on <= date(2026, 11, 5)])
    order.shuffle(files)
    for some in filter(None, files):
        bank.bring_in(csv_file(some))
    assert told(bank) == Counter((it.on, it.minor) for it in lines)
