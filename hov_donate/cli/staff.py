"""People of the office: `hov-donate staff add EMAIL --role treasurer`."""

import sys

import click

from hov_donate.cli.house import House, pass_house
from hov_donate.core.errors import UserError
from hov_donate.staff import operations, queries
from hov_donate.staff.passwords import new_password
from hov_donate.staff.rules import Role


class _Telling(click.Group):
    """Tells what a person can mend as one line instead of a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except UserError as error:
            raise click.ClickException(str(error)) from error


_from_stdin = click.option(
    "--password-stdin", is_flag=True, help="Read the password from the first line of input."
)
_ask = click.option("--ask", is_flag=True, help="Ask for the password; otherwise one is made up.")


@click.group(cls=_Telling)
def staff() -> None:
    """Who may enter the office."""


@staff.command()
@click.argument("email")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=Role.TREASURER.value,
    show_default=True,
)
@click.option("--language", default="en", show_default=True, help="In which to speak to them.")
@_from_stdin
@_ask
@pass_house
def add(
    house: House, *, email: str, role: str, language: str, password_stdin: bool, ask: bool
) -> None:
    """Let EMAIL sign in. Prints a password, once, unless one was given."""
    password, made_up = _password(from_stdin=password_stdin, ask=ask)
    with house.database.writing() as work:
        operations.add_member(
            work, email=email, role=Role(role), password=password, language=language
        )
    click.echo(f"{queries.tidy(email)} may sign in as {role}, and sets up a second factor then.")
    _tell(password if made_up else None)


@staff.command()
@click.argument("email")
@click.option(
    "--role",
    "names",
    multiple=True,
    required=True,
    type=click.Choice([role.value for role in Role]),
    help="May be given several times; roles that are not named are taken away.",
)
@pass_house
def roles(house: House, *, email: str, names: tuple[str, ...]) -> None:
    """Say what EMAIL is in the campaign from now on."""
    with house.database.writing() as work:
        member = operations.member_of_office(work, email=email)
        chosen = [role for role in Role if role.value in names]
        operations.change_roles(work, member_id=member.id, roles=chosen)
    click.echo(f"{queries.tidy(email)} is now: {', '.join(chosen)}.")


@staff.command("reset-second-factor")
@click.argument("email")
@pass_house
def reset_second_factor(house: House, *, email: str) -> None:
    """Take EMAIL's app, passkeys and recovery codes away and end their sessions.

    They set up a new second factor when they sign in next.
    """
    with house.database.writing() as work:
        member = operations.member_of_office(work, email=email)
        operations.reset_second_factor(work, member_id=member.id)
    click.echo(f"{queries.tidy(email)} sets up a second factor at the next sign-in.")


@staff.command("list")
@pass_house
def list_(house: House) -> None:
    """Everyone who may sign in, and who no longer may."""
    with house.database.reading() as session:
        for member in queries.members(session):
            held = ", ".join(sorted(role.name for role in member.roles))
            state = "active" if member.active else "disabled"
            factor = "two factors" if queries.factors_of(session, member.id).any else "password"
            since = f"since {member.created_at:%Y-%m-%d}"
            click.echo(f"{member.email}\t{held}\t{state}\t{since}\t{factor}")


@staff.command()
@click.argument("email")
@pass_house
def disable(house: House, *, email: str) -> None:
    """Shut EMAIL out and end their sessions; reset-password lets them in again."""
    with house.database.writing() as work:
        operations.disable_member(work, email=email)
    click.echo(f"{queries.tidy(email)} may no longer sign in.")


@staff.command("reset-password")
@click.argument("email")
@_from_stdin
@_ask
@pass_house
def reset_password(house: House, *, email: str, password_stdin: bool, ask: bool) -> None:
    """Give EMAIL a new password and end their sessions. Prints it, once, unless it was given."""
    password, made_up = _password(from_stdin=password_stdin, ask=ask)
    with house.database.writing() as work:
        operations.reset_password(work, email=email, password=password)
    click.echo(f"{queries.tidy(email)} has a new password.")
    _tell(password if made_up else None)


def _password(*, from_stdin: bool, ask: bool) -> tuple[str, bool]:
    """The password, and whether it was made up here and has to be told."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n"), False
    if ask:
        given: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        return given, False
    return new_password(), True


def _tell(password: str | None) -> None:
    if password is not None:
        click.echo(f"Password, shown only now: {password}")
