"""What whoever types a command is about, for the audit log."""

import os

import click

from hov_donate.staff.audit.rules import Deed
from hov_donate.staff.rules import actor_of_command

# What these change comes from Stripe, the calendar or a made-up story: no person decides it.
MACHINES = frozenset({"worker", "sweep", "reconcile", "bounces", "migrate", "demo", "simulator"})


def deed_of_command() -> Deed | None:
    """The command under way; None for the machines, and where there is no command."""
    context = click.get_current_context(silent=True)
    if context is None:
        return None
    words = context.command_path.split()[1:]
    if not words or words[0] in MACHINES:
        return None
    return Deed(actor=actor_of_command(os.getuid()), action=" ".join(words))
