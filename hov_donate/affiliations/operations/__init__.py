"""What is done with affiliations. Nothing here commits."""

from hov_donate.affiliations.operations.applying import submit_member, submit_organisation
from hov_donate.affiliations.operations.asking import issue_invoice, issue_invoices
from hov_donate.affiliations.operations.changing_officers import (
    NobodyLeftError,
    change_officers,
)
from hov_donate.affiliations.operations.conferencing import (
    ConferenceFacts,
    CredentialsTakenError,
    CutOffToComeError,
    DaysOutOfOrderError,
    change_conference,
    open_conference,
    take_credentials,
)
from hov_donate.affiliations.operations.confirming import answer_as_officer
from hov_donate.affiliations.operations.correcting import correct_figures, renew_with
from hov_donate.affiliations.operations.deciding import (
    AlreadyAffiliatedError,
    ReasonMissingError,
    approve,
    ask,
    reject,
)
from hov_donate.affiliations.operations.delegating import (
    ConferenceOverError,
    TooManyDelegatesError,
    forget_delegates,
    invite_delegates,
    name_delegates,
    replace_delegate,
    withdraw_delegate,
)
from hov_donate.affiliations.operations.describing import (
    BodyFacts,
    BodyField,
    correct_body,
    place_below,
)
from hov_donate.affiliations.operations.ending import (
    PromiseRefusedError,
    call_back,
    lapse,
    promise,
    resign,
)
from hov_donate.affiliations.operations.invoicing import credit_invoice
from hov_donate.affiliations.operations.joining import join_as_member
from hov_donate.affiliations.operations.locking import lock_affiliation, lock_affiliations
from hov_donate.affiliations.operations.merging import merge, part
from hov_donate.affiliations.operations.receiving import ReceivedFacts, receive_money
from hov_donate.affiliations.operations.redeclaring import override_fee, redeclare
from hov_donate.affiliations.operations.refusing import hold_invoice, refuse_gift
from hov_donate.affiliations.operations.renewing import renew
from hov_donate.affiliations.operations.requests import MemberRequest, OrganisationRequest
from hov_donate.affiliations.operations.reversing import reverse_money
from hov_donate.affiliations.operations.running import (
    RunRefusedError,
    begin_run,
    start_run,
    stop_run,
)
from hov_donate.affiliations.operations.scales import (
    DecisionMissingError,
    ScaleIsUsedError,
    activate_scale,
    change_draft,
    draft_scale,
    retire_scale,
)
from hov_donate.affiliations.operations.settling import (
    give_credit,
    send_credit_back,
    settle_from_payment,
    use_credit,
)
from hov_donate.affiliations.operations.standing import stand_all_anew, stand_anew
from hov_donate.affiliations.operations.terms import (
    Override,
    OverrideIncompleteError,
    make_term,
)
from hov_donate.affiliations.operations.uniting import unite
from hov_donate.affiliations.rules.declared import Chosen, Declared
from hov_donate.contacts.operations import OrganisationFacts

__all__ = [
    "AlreadyAffiliatedError",
    "BodyFacts",
    "BodyField",
    "Chosen",
    "ConferenceFacts",
    "ConferenceOverError",
    "CredentialsTakenError",
    "CutOffToComeError",
    "DaysOutOfOrderError",
    "DecisionMissingError",
    "Declared",
    "MemberRequest",
    "NobodyLeftError",
    "OrganisationFacts",
    "OrganisationRequest",
    "Override",
    "OverrideIncompleteError",
    "PromiseRefusedError",
    "ReasonMissingError",
    "ReceivedFacts",
    "RunRefusedError",
    "ScaleIsUsedError",
    "TooManyDelegatesError",
    "activate_scale",
    "answer_as_officer",
    "approve",
    "ask",
    "begin_run",
    "call_back",
    "change_conference",
    "change_draft",
    "change_officers",
    "correct_body",
    "correct_figures",
    "credit_invoice",
    "draft_scale",
    "forget_delegates",
    "give_credit",
    "hold_invoice",
    "invite_delegates",
    "issue_invoice",
    "issue_invoices",
    "join_as_member",
    "lapse",
    "lock_affiliation",
    "lock_affiliations",
    "make_term",
    "merge",
    "name_delegates",
    "open_conference",
    "override_fee",
    "part",
    "place_below",
    "promise",
    "receive_money",
    "redeclare",
    "refuse_gift",
    "reject",
    "renew",
    "renew_with",
    "replace_delegate",
    "resign",
    "retire_scale",
    "reverse_money",
    "send_credit_back",
    "settle_from_payment",
    "stand_all_anew",
    "stand_anew",
    "start_run",
    "stop_run",
    "submit_member",
    "submit_organisation",
    "take_credentials",
    "unite",
    "use_credit",
    "withdraw_delegate",
]
