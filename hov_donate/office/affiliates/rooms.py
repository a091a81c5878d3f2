"""Every room for affiliations; importing it opens them."""

from hov_donate.office.affiliates import (
    account,
    applications,
    comparing,
    credit,
    deciding,
    describing,
    figures,
    invoices,
    letters,
    listing,
    next_term,
    officers,
    one,
    papers,
    received,
    receiving,
    renewals,
    scale_editor,
    scales,
    tree,
)

ROOMS = (
    *(listing, one, figures, describing, deciding, next_term, officers, tree, letters),
    applications,
    *(invoices, papers, received, receiving, credit, account),
    *(scales, scale_editor, comparing),
    renewals,
)
