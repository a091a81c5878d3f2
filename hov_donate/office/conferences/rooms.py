"""Every room for conferences; importing it opens them."""

from hov_donate.office.conferences import calling, credentials, delegates, freezing, lists

ROOMS = (calling, credentials, delegates, freezing, lists)
