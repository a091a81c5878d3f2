"""How badly webhooks behave, as people and tests choose."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Policy:
    """The default is the best of worlds: at once, once, in order, all of them."""

    delay: float = 0.0
    duplicate: int = 0
    reorder: bool = False
    drop: float = 0.0
    drop_types: list[str] = field(default_factory=list)
    hold: bool = False
    bad_signature: bool = False
    seed: int = 0
