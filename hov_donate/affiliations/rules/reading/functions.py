"""Reading step functions, and what is built of them: fees, delegates, votes, multipliers."""

from dataclasses import dataclass
from fractions import Fraction

from hov_donate.affiliations.rules.reading.table import Table
from hov_donate.affiliations.rules.reading.words import read_measure
from hov_donate.affiliations.rules.scale import Bounded, Count, Extra, Round, Step
from hov_donate.core.i18n import N_
from hov_donate.core.money import charge_step, exponent

STEPS_MEND = N_('write at least one step, such as steps = [ { rate = "0.18" } ]')
MOST_STEPS = 200
ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Kept:
    """What amounts must be: multiples of `unit`, which is a coin or a whole delegate."""

    unit: Fraction | None
    name: str

    def check(self, table: Table, key: str, value: Fraction | None) -> Fraction | None:
        """Note an amount that cannot be paid, or a delegate who is not whole."""
        if value is None or self.unit is None or value % self.unit == 0:
            return value
        if self.name:
            table.fault(
                key,
                N_("%(key)s = %(value)s is finer than %(currency)s is paid in"),
                N_("write a multiple of %(unit)s"),
                currency=self.name,
                unit=str(float(self.unit)) if self.unit < 1 else str(self.unit),
            )
        else:
            table.fault(
                key,
                N_("%(key)s = %(value)s is not a whole number"),
                N_("write it without decimals, such as %(key)s = 5"),
            )
        return None


WHOLE = Kept(ONE, "")
ANY = Kept(None, "")


def coins(currency: str) -> Kept:
    """Amounts that can be charged in a currency."""
    return Kept(Fraction(charge_step(currency), 10 ** exponent(currency)), currency)


def read_bounded(table: Table, bases: Kept, bounds: Kept) -> Bounded:
    """Steps with `min` and `max`. The table is left open for more keys."""
    steps = read_steps(table, bases)
    least = bounds.check(table, "min", table.number("min"))
    most = bounds.check(table, "max", table.number("max"))
    if least is not None and most is not None and least > most:
        table.fault(
            "min",
            N_("min = %(value)s is above max"),
            N_("make min the smaller one of the two"),
        )
    return Bounded(steps, least, most)


def read_count(table: Table | None) -> Count | None:
    """How many delegates or votes."""
    if table is None:
        return None
    count = read_bounded(table, ANY, WHOLE)
    measure = read_measure(table)
    extra = tuple(_extra(each) for each in table.tables("extra"))
    table.close()
    return Count(count, measure, extra)


def _extra(table: Table) -> Extra:
    table.require("measure", N_('say what is counted, such as measure = "women"'))
    measure = read_measure(table, "")
    count = read_bounded(table, ANY, WHOLE)
    table.close()
    return Extra(measure or "", count)


def read_steps(table: Table, bases: Kept) -> tuple[Step, ...]:
    """The steps of a table, which must rise and end with an open one."""
    rows = table.tables("steps", STEPS_MEND)
    if len(rows) > MOST_STEPS:
        table.fault(
            "steps", N_("there are more than %(most)s steps"), N_("write fewer"), most=MOST_STEPS
        )
        rows = []
    steps = []
    begins = 0
    for place, row in enumerate(rows, 1):
        step = _step(row, bases)
        _check_top(row, step, begins, last=place == len(rows))
        _check_origin(row, step, begins)
        begins = begins if step.upto is None else step.upto + 1
        steps.append(step)
    return tuple(steps)


def _step(row: Table, bases: Kept) -> Step:
    step = Step(
        upto=row.whole("upto"),
        base=bases.check(row, "base", row.number("base")) or ZERO,
        rate=row.number("rate") or ZERO,
        origin=row.whole("origin") or 0,
        per=_per(row),
        round=row.word("round", Round, Round.EXACT),
    )
    row.close()
    return step


def _per(row: Table) -> Fraction:
    per = row.number("per")
    if per == 0:
        row.fault("per", N_("per = %(value)s divides by nothing"), N_("write more than 0"))
    return per or ONE


def _check_top(row: Table, step: Step, begins: int, *, last: bool) -> None:
    if "upto" in row and last:
        row.fault(
            "upto",
            N_("the steps do not close: nothing is said above upto = %(value)s"),
            N_("leave upto out of the last step, or add a step without one"),
        )
    if "upto" not in row and not last:
        row.fault(
            None,
            N_("a step without upto is not the last one: those behind it are never reached"),
            N_("give it an upto, or move it to the end"),
        )
    if step.upto is not None and step.upto < begins:
        row.fault(
            "upto",
            N_("upto = %(value)s overlaps with the step before"),
            N_("let upto rise from step to step: write %(begins)s or more"),
            begins=begins,
        )


def _check_origin(row: Table, step: Step, begins: int) -> None:
    least = max(begins, 1)
    if step.origin > least:
        row.fault(
            "origin",
            N_("origin = %(value)s lies above where the step begins: it would go negative"),
            N_("write %(begins)s or less"),
            begins=max(begins - 1, 0),
        )
