"""Every room for bank statements; importing it opens them."""

from hov_donate.office.bank import (
    accounts,
    as_cash_box,
    as_gift,
    as_recorded,
    choosing,
    confirming,
    importing,
    lines,
    one_line,
    profiles,
    splitting,
    uploads,
)

ROOMS = (
    *(accounts, importing, uploads, profiles),
    *(lines, one_line, choosing, splitting, confirming),
    *(as_gift, as_recorded, as_cash_box),
)
