"""How badly webhooks behave, as people and tests choose."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Policy:
    """The default is the best of worlds: at once, once, in order, all of them.

    `duplicate` is how many copies come too; 0.3 is one for three events of ten. `reorder` lets
    each wait up to `within` seconds. `drop` is the share of events that is lost, copies and all.
    """

    delay: float = 0.0
    duplicate: float = 0
    reorder: bool = False
    within: float = 0.5
    drop: float = 0.0
    drop_types: list[str] = field(default_factory=list)
    hold: bool = False
    bad_signature: bool = False
    seed: int = 0
