"""Every room for money outside Stripe; importing it opens them."""

from hov_donate.office.offline import batches, box, gifts, givers, orders, paying_in, recording

ROOMS = (gifts, givers, recording, box, batches, paying_in, orders)
