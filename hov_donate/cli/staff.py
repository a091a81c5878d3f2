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
    click.echo(f"{queries.tidy(email)} may sign in as {role}.")
    _tell(password if made_up else None)


@staff.command("list")
@pass_house
def list_(house: House) -> None:
    """Everyone who may sign in, and who no longer may."""
    with house.database.reading() as session:
        for member in queries.members(session):
            roles = ", ".join(sorted(role.name for role in member.roles))
            state = "active" if member.active else "disabled"
            click.echo(f"{member.email}\t{roles}\t{state}\tsince {member.created_at:%Y-%m-%d}")


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
