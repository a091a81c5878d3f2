"""What is kept of affiliations."""

from hov_donate.affiliations.models.affiliations import (
    Affiliation,
    AffiliationChange,
    Application,
    ChangeKind,
    Declaration,
    Officer,
    OfficerAnswer,
    OfficerRole,
    Promise,
)
from hov_donate.affiliations.models.conferences import Conference, Credential, Delegate
from hov_donate.affiliations.models.invoices import (
    Allocation,
    BillFingerprint,
    CreditNote,
    CreditReason,
    CreditUse,
    CreditUseKind,
    Invoice,
    InvoiceBalance,
    InvoicePayment,
)
from hov_donate.affiliations.models.received import (
    MoneyMethod,
    MoneyReceived,
    MoneyReversal,
    ReversalReason,
)
from hov_donate.affiliations.models.renewals import (
    RenewalItem,
    RenewalOutcome,
    RenewalRun,
    RunStatus,
)
from hov_donate.affiliations.models.scales import FeeScale, ScaleStatus
from hov_donate.affiliations.models.terms import Term

__all__ = [
    "Affiliation",
    "AffiliationChange",
    "Allocation",
    "Application",
    "BillFingerprint",
    "ChangeKind",
    "Conference",
    "Credential",
    "CreditNote",
    "CreditReason",
    "CreditUse",
    "CreditUseKind",
    "Declaration",
    "Delegate",
    "FeeScale",
    "Invoice",
    "InvoiceBalance",
    "InvoicePayment",
    "MoneyMethod",
    "MoneyReceived",
    "MoneyReversal",
    "Officer",
    "OfficerAnswer",
    "OfficerRole",
    "Promise",
    "RenewalItem",
    "RenewalOutcome",
    "RenewalRun",
    "ReversalReason",
    "RunStatus",
    "ScaleStatus",
    "Term",
]
