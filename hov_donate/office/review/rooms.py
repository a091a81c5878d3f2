"""Every room for gifts that somebody has to look at; importing it opens them."""

from hov_donate.office.review import deciding, queue, rulebook

ROOMS = (queue, deciding, rulebook)
