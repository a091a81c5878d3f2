"""The slip that goes to the bank with a batch. It tells sums and numbers of cheques, no names."""

from sqlalchemy.orm import Session

from hov_donate.cashbox.models import Batch, BoxItem
from hov_donate.cashbox.queries import items_in
from hov_donate.cashbox.rules import ItemKind
from hov_donate.config import Campaign
from hov_donate.core.i18n import Translator, translator
from hov_donate.core.references import grouped
from hov_donate.documents.slips import SlipText, render_slip
from hov_donate.ledger.rules import booking_day


def slip_pdf(
    session: Session, batch: Batch, *, campaign: Campaign, language: str
) -> tuple[str, bytes]:
    """File name and PDF of a batch's slip: its number, day, lines, sums, two lines to sign on."""
    speak = translator(language)
    items = items_in(session, batch.id)
    text = _text(batch, [it for it in items if it.kind is ItemKind.CHEQUE], campaign, speak)
    return f"{batch.number}.pdf", render_slip(text)


def _text(batch: Batch, cheques: list[BoxItem], campaign: Campaign, speak: Translator) -> SlipText:
    _ = speak.gettext
    return SlipText(
        title=_("Paying-in slip"),
        number=batch.number,
        facts=_facts(batch, campaign, speak),
        cash=_cash(batch, speak),
        cheque_headings=(_("Cheque"), _("Received"), _("Amount")),
        cheques=tuple(
            (it.cheque_number or "–", speak.date(it.came_on), speak.money(it.amount))
            for it in cheques
        ),
        total_label=_("To be paid in"),
        total=speak.money(batch.total),
        signatures=(_("Paid in by, with the day"), _("Taken by the bank, or seen by another")),
        organisation=campaign.legal_name,
        language=speak.language.replace("_", "-"),
        direction="rtl" if speak.direction == "rtl" else "ltr",
    )


def _facts(batch: Batch, campaign: Campaign, speak: Translator) -> tuple[tuple[str, str], ...]:
    _ = speak.gettext
    named = {it.iban.replace(" ", ""): it for it in campaign.bank_accounts}
    account = named.get(batch.account)
    made_on = booking_day(batch.made_at, campaign.time_zone)
    rows = [(_("Account"), grouped(batch.account)), (_("Made on"), speak.date(made_on))]
    if account is not None:
        rows = [(_("Holder"), account.holder), (_("Bank"), account.bank), *rows]
    return tuple(rows)


def _cash(batch: Batch, speak: Translator) -> tuple[tuple[str, str], ...]:
    if not batch.cash_minor:
        return ()
    _ = speak.gettext
    return (
        (_("Notes"), speak.money(batch.notes)),
        (_("Coins"), speak.money(batch.coins)),
        (_("Cash, all told"), speak.money(batch.cash)),
    )
