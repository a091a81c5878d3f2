"""Days on which bank statements and envelopes are gone through."""

from collections.abc import Iterable
from datetime import date

from hov_donate.affiliations.models import Invoice
from hov_donate.cli.demo.affiliates.bodies import Body
from hov_donate.cli.demo.affiliates.fates import PAID_UNTIL
from hov_donate.cli.demo.affiliates.register import Register
from hov_donate.cli.demo.offline import pay_in_everything
from hov_donate.core.db import UnitOfWork

# Of the members, every so many-eth.
NEVER_PAYS, DOES_NOT_RENEW = 41, 11
MEMBERS = "Standing orders of members"
MOST_SHARES = 40


def collect(register: Register, bodies: Iterable[Body], days_ago: int, work: UnitOfWork) -> None:
    """Money comes for what has been open for some time: from each body, from regions for theirs."""
    whose = {register.ids[body]: body for body in bodies if body in register.ids}
    heaps: dict[tuple[str, str], list[tuple[Invoice, int]]] = {}
    for invoice, owed in register.owed(work):
        body = whose.get(invoice.affiliation_id)
        pays = (
            _body_pays(body, invoice, register.today(work), days_ago)
            if body
            else _member_pays(register, invoice)
        )
        if pays:
            key = (_payer(body, invoice), invoice.currency)
            heaps.setdefault(key, []).append((invoice, owed))
    for (payer, _), shares in heaps.items():
        for start in range(0, len(shares), MOST_SHARES):
            register.receive(work, shares[start : start + MOST_SHARES], payer=payer)


def take_to_the_bank(register: Register, work: UnitOfWork) -> None:
    """Cash and cheques that came lie in the box no longer than until the next such day."""
    pay_in_everything(work, register.settings)


def _payer(body: Body | None, invoice: Invoice) -> str:
    if body is None:
        return MEMBERS
    if invoice.bill_to:
        return f"{body.name}, regional office"
    return f"{body.name} {body.branch}".strip()


def _body_pays(body: Body, invoice: Invoice, today: date, days_ago: int) -> bool:
    """Some are quick, some take two months; who stopped paying sends nothing."""
    open_for = (today - invoice.issued_on).days
    return days_ago >= PAID_UNTIL.get(body.fate, 0) and open_for >= body.members % 60


def _member_pays(register: Register, invoice: Invoice) -> bool:
    """Few never pay at all, and some do not renew."""
    joined_on = register.members[invoice.affiliation_id]
    first = joined_on is None or invoice.issued_on <= joined_on
    return invoice.affiliation_id % (NEVER_PAYS if first else DOES_NOT_RENEW) != 0
