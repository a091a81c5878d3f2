"""What signers tell besides name and address, sealed: a role names people too."""

import json
from dataclasses import asdict

from hov_donate.campaign.appeals.models import Signature
from hov_donate.campaign.appeals.rules import Told
from hov_donate.contacts.sealing import IdentitySeal


def sealed(told: Told, seal: IdentitySeal) -> bytes:
    """What somebody told, unreadable without the key."""
    return seal.seal_text(json.dumps(asdict(told)))


def opened(signature: Signature, seal: IdentitySeal) -> Told:
    """What somebody told, readable; nothing once it is gone."""
    return Told(**json.loads(seal.open_text(signature.told))) if signature.told else Told()
