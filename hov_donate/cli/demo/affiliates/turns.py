"""What happens to single affiliations of the demo, as their fate wants it."""

from datetime import timedelta

from hov_donate.affiliations.models import (
    Affiliation,
    ChangeKind,
    CreditReason,
    MoneyMethod,
    OfficerAnswer,
    ReversalReason,
)
from hov_donate.affiliations.operations import (
    Override,
    ask,
    credit_invoice,
    give_credit,
    lapse,
    promise,
    redeclare,
    reject,
    renew,
    resign,
    reverse_money,
)
from hov_donate.affiliations.operations.drafting import Answers, save_answers
from hov_donate.affiliations.operations.history import Why, begin, move
from hov_donate.affiliations.operations.merging import merge
from hov_donate.affiliations.operations.redeclaring import override_fee
from hov_donate.affiliations.queries.affiliations import newest_declaration
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.cli.demo.affiliates.bodies import Body
from hov_donate.cli.demo.affiliates.register import STAFF, Register, declared
from hov_donate.contacts.operations import OrganisationFacts, record_organisation
from hov_donate.core.db import UnitOfWork
from hov_donate.core.money import Money
from hov_donate.core.references import new_reference

HALF, SURPLUS = 2, 2_500


def begin_form(register: Register, work: UnitOfWork, body: Body) -> None:
    """A form is begun and lies about; the body is written down as far as it is told."""
    facts = OrganisationFacts(
        kind=body.kind,
        name=body.name,
        branch=body.branch,
        parent_name=body.parent,
        town=body.town,
        country=body.country,
        members=None,
        members_source=None,
        listed=False,
        listed_town=False,
        listed_members=False,
    )
    organisation = record_organisation(
        work, facts=facts, language=body.language, today=register.today(work)
    )
    affiliation = Affiliation(
        organisation_id=organisation.id,
        kind=body.kind,
        country=body.country,
        language=body.language,
        status=AffiliationStatus.DRAFT,
        created_at=work.now,
    )
    work.session.add(affiliation)
    work.session.flush()
    begin(work, affiliation=affiliation, why=Why("applicant"))
    save_answers(
        work,
        form=new_reference(),
        answers=Answers({"name": body.name}, frozenset({"name"})),
        language=body.language,
        seal=register.seal,
    )
    register.ids[body] = affiliation.id


def object_to(register: Register, work: UnitOfWork, body: Body) -> None:
    """The chair says that nobody decided this."""
    register.answer(work, body, OfficerAnswer.REJECTED)


def question(register: Register, work: UnitOfWork, body: Body) -> None:
    """Staff ask the applicant something."""
    text = "Which members does the figure count: all of them, or the local ones?"
    ask(work, affiliation_id=register.ids[body], actor=STAFF, question=text)


def accept_only(register: Register, work: UnitOfWork, body: Body) -> None:
    """Accepted a moment ago: the state in between, before the invoice is issued."""
    move(
        work,
        affiliation=register.affiliation(work, body),
        to=AffiliationStatus.APPROVED,
        kind=ChangeKind.APPROVED,
        why=Why(STAFF, "", "Committee, item 5"),
    )


def turn_down(register: Register, work: UnitOfWork, body: Body) -> None:
    """The committee does not take it."""
    reject(
        work,
        affiliation_id=register.ids[body],
        actor=STAFF,
        reason="Its rules do not allow it to affiliate to campaigns.",
        minute_reference="Committee, item 6",
    )


def merge_double(register: Register, work: UnitOfWork, body: Body) -> None:
    """Staff see that it is there already."""
    kept, gone = register.double_of(body), register.affiliation(work, body).organisation_id
    if gone is not None:
        merge(work, kept_id=kept, gone_id=gone, actor=STAFF)


def word_given(register: Register, work: UnitOfWork, body: Body) -> None:
    """The treasurer of the branch says that the cheque is imminent."""
    today = register.today(work)
    promise(
        work,
        affiliation_id=register.ids[body],
        until=today + timedelta(days=25),
        words="The treasurer rang: the cheque is imminent.",
        actor=STAFF,
        today=today,
    )


def pay_half(register: Register, work: UnitOfWork, body: Body) -> None:
    """A part comes, and the rest is to follow."""
    for invoice, owed in register.owed(work):
        if invoice.affiliation_id == register.ids[body]:
            register.receive(work, [(invoice, owed // HALF)], payer=body.name)
            return


def pay_too_much(register: Register, work: UnitOfWork, body: Body) -> None:
    """More comes than was asked for; the rest is credit until the payer decides."""
    for invoice, owed in register.owed(work):
        if invoice.affiliation_id == register.ids[body]:
            register.receive(work, [(invoice, owed)], payer=body.name, too_much=SURPLUS)
            return


def give_surplus(register: Register, work: UnitOfWork, body: Body) -> None:
    """The payer says that some of the credit is a gift."""
    invoice = register.newest_invoice(work, body)
    give_credit(
        work,
        affiliation_id=register.ids[body],
        amount=Money(SURPLUS // 5, invoice.currency),
        words="Their treasurer wrote: keep a fifth of it.",
        actor=STAFF,
        settings=register.settings,
    )


def bounce(register: Register, work: UnitOfWork, body: Body) -> None:
    """A cheque comes and is not honoured."""
    for invoice, owed in register.owed(work):
        if invoice.affiliation_id == register.ids[body]:
            cheque = register.receive(
                work, [(invoice, owed)], payer=body.name, method=MoneyMethod.CHEQUE
            )
            reverse_money(
                work,
                received_id=cheque.id,
                reason=ReversalReason.BOUNCED,
                on=register.today(work),
                words="Returned unpaid by the bank.",
                actor=STAFF,
                settings=register.settings,
            )
            return


def lapse_now(register: Register, work: UnitOfWork, body: Body) -> None:
    """The committee decides that it has lapsed."""
    lapse(
        work,
        affiliation_id=register.ids[body],
        actor=STAFF,
        reason="No answer to four letters.",
        minute_reference=f"Committee {register.today(work):%Y-%m}, item 9",
    )


def pay_everything(register: Register, work: UnitOfWork, body: Body) -> None:
    """All that is owed comes at once; whoever lapsed is back."""
    shares = [it for it in register.owed(work) if it[0].affiliation_id == register.ids[body]]
    if shares:
        register.receive(work, shares, payer=body.name)


def leave(register: Register, work: UnitOfWork, body: Body) -> None:
    """It resigns."""
    reason = "The branch was dissolved into another one."
    resign(work, affiliation_id=register.ids[body], actor=STAFF, reason=reason)


def override(register: Register, work: UnitOfWork, body: Body) -> None:
    """A standing agreement for another fee."""
    invoice = register.newest_invoice(work, body)
    agreed = Override(
        fee=Money(invoice.fee_minor // 2 // 100 * 100, invoice.currency),
        reason="Standing agreement with the branch for half the fee",
        approved_by="Coordinating committee",
        minute="Committee, item 7",
    )
    override_fee(
        work,
        affiliation_id=register.ids[body],
        override=agreed,
        actor=STAFF,
        settings=register.settings,
    )


def correct(register: Register, work: UnitOfWork, body: Body) -> None:
    """The branch counts again and finds more members."""
    before = newest_declaration(work.session, register.ids[body])
    figures = declared(body, register.today(work), 3)
    more = {**vars(figures), "members_affiliated": (before.members_affiliated or 0) + 70}
    redeclare(
        work,
        affiliation_id=register.ids[body],
        declared=type(figures)(**more),
        actor=STAFF,
        settings=register.settings,
    )


def waive(register: Register, work: UnitOfWork, body: Body) -> None:
    """The committee lets it off a year's fee."""
    for invoice, _ in register.owed(work):
        if invoice.affiliation_id == register.ids[body]:
            credit_invoice(
                work,
                invoice=invoice,
                amount=None,
                reason=CreditReason.WAIVED,
                words="Waived: its hall burnt down.",
                actor=STAFF,
                settings=register.settings,
            )


def renew_early(register: Register, work: UnitOfWork, body: Body) -> None:
    """Its officer asks for the next year's invoice."""
    affiliation = register.affiliation(work, body)
    declaration = newest_declaration(work.session, affiliation.id)
    renew(
        work,
        affiliation=affiliation,
        declaration=declaration,
        actor="applicant",
        settings=register.settings,
    )
