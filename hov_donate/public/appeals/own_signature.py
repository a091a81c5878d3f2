"""A signer's own page, behind the link of the letter: to confirm, and later to take it back."""

from flask import Response, redirect
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from hov_donate.campaign.appeals.models import Appeal, Signature
from hov_donate.campaign.appeals.operations import confirm_signature, withdraw_signature
from hov_donate.campaign.appeals.queries.own import gets_news
from hov_donate.campaign.appeals.queries.standing import text_of
from hov_donate.campaign.appeals.rules import SignatureStatus
from hov_donate.contacts.operations import stop_news
from hov_donate.core.links import LinkPurpose
from hov_donate.public.addresses import address
from hov_donate.public.appeals.found import languages
from hov_donate.public.links import subject_of
from hov_donate.web.access import open_to_all
from hov_donate.web.languages import giving_address
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page

# Whether somebody looks at a signature first, or turned it away, is told to nobody.
STATES = {
    SignatureStatus.UNCONFIRMED: "to_confirm",
    SignatureStatus.CONFIRMED: "stands",
    SignatureStatus.HELD: "stands",
    SignatureStatus.REJECTED: "stands",
    SignatureStatus.REPLACED: "replaced",
    SignatureStatus.WITHDRAWN: "withdrawn",
}


@open_to_all
def own_signature(token: str) -> Response:
    """The button that confirms, or thanks and the button that takes it back. Changes nothing."""
    signature_id = _signature_of(token)
    with parts().database.reading() as session:
        signature = session.get(Signature, signature_id)
        if signature is None:
            return _forgotten()
        return _page(session, signature, token)


@open_to_all
def confirm_own(token: str) -> AnyResponse:
    """Whoever has the mailbox says that it was they."""
    signature_id = _signature_of(token)
    with parts().database.writing() as work:
        confirm_signature(work, signature_id=signature_id, seal=parts().seal)
    return redirect(address("own_signature", token=token), 303)


@open_to_all
def stop_own_news(token: str) -> AnyResponse:
    """No more news; the signature stands."""
    signature_id = _signature_of(token)
    with parts().database.writing() as work:
        signature = work.session.get(Signature, signature_id)
        if signature is not None:
            stop_news(work, details_id=signature.details_id)
    return redirect(address("own_signature", token=token), 303)


@open_to_all
def withdraw_own(token: str) -> AnyResponse:
    """The name is gone everywhere, and it counts no more."""
    signature_id = _signature_of(token)
    with parts().database.writing() as work:
        withdraw_signature(work, signature_id=signature_id)
    return redirect(address("own_signature", token=token), 303)


def _signature_of(token: str) -> int:
    """Whose page the link opens. Ends the request when it is no good, or too old."""
    return int(subject_of(LinkPurpose.SIGNATURE, token, _forgotten))


def _forgotten() -> Response:
    return page("public/appeals/forgotten.html", 410, appeals=address("appeals"))


def _page(session: Session, signature: Signature, token: str) -> Response:
    appeal = session.get_one(Appeal, signature.appeal_id)
    text = text_of(session, appeal, languages())
    return page(
        "public/appeals/own.html",
        state=STATES[signature.status],
        title=text.title if text else "",
        language=text.language if text else "",
        give=giving_address() + (f"?fund={appeal.fund}" if appeal.fund else ""),
        back=address("appeal", slug=appeal.slug) if appeal.published_at else "",
        confirm=address("confirm_own", token=token),
        withdraw=address("withdraw_own", token=token),
        stop_news=address("stop_own_news", token=token) if _news(session, signature) else "",
    )


def _news(session: Session, signature: Signature) -> bool:
    return STATES[signature.status] == "stands" and gets_news(session, signature.details_id)
