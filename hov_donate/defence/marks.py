"""What tells attempts apart without telling from whom they are.

A mark is a keyed digest of an address block or an e-mail address, made for one window of time: the
marks of one person in two windows have nothing in common, and without the key a mark is noise.
"""

import hashlib
import hmac
import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from hov_donate.core.mailboxes import bare_mailbox
from hov_donate.defence.rules import Scope, Window

# `192.0.2.7:443` or `[2001:db8::7]:443`; a bare IPv6 address has more than one colon.
PORT = re.compile(r"^([^:]+|\[.+\]):\d+$")
PREFIXES = {4: 24, 6: 48}
# Networks of one's own (RFC 1918, RFC 4193, RFC 6598), loopback and link-local.
INSIDE = tuple(
    ipaddress.ip_network(network)
    for network in (
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"),
        *("127.0.0.0/8", "169.254.0.0/16", "::1/128", "fe80::/10", "fc00::/7"),
    )
)


def block_of(address: str) -> str | None:
    """The block of an address: an IPv4 /24, an IPv6 /48.

    None where it tells nothing of who came: no address, or one of our own network, which is a
    proxy's when TRUSTED_PROXIES does not name it. Some proxies write the port behind an address.
    """
    bare = PORT.sub(r"\1", address.partition("%")[0])
    try:
        found = ipaddress.ip_address(bare.strip("[]"))
    except ValueError:
        return None
    plain = getattr(found, "ipv4_mapped", None) or found
    if any(plain in network for network in INSIDE):
        return None
    return str(ipaddress.ip_network((plain, PREFIXES[plain.version]), strict=False))


@dataclass(frozen=True)
class Marks:
    """Makes marks with a key of this installation."""

    key: bytes

    @classmethod
    def from_identity_key(cls, identity_key: str) -> "Marks":
        """A key of its own: a mark says nothing about the digests of the contacts."""
        return cls(hashlib.sha256(b"marks of attempts:" + identity_key.encode()).digest())

    def mark(self, scope: Scope, window: Window, now: datetime, text: str) -> str:
        """The mark of a block or an e-mail address in the window that `now` is in.

        Spellings of one mailbox have one mark: its letters, or its owner's tries, are one's.
        """
        one = bare_mailbox if scope is Scope.EMAIL else str
        written = unicodedata.normalize("NFC", one(text).strip()).lower()
        about = f"{scope}|{window}|{window.begins(now).isoformat()}|{written}"
        return hmac.new(self.key, about.encode(), hashlib.sha256).hexdigest()
