"""Every room for money outside Stripe; importing it opens them."""

from hov_donate.office.offline import batches, box, gifts, orders, paying_in, recording

ROOMS = (gifts, recording, box, batches, paying_in, orders)
