"""The commands `counterpart practice …`. Heavy imports happen inside the commands that need them."""

from pathlib import Path
from typing import Annotated

import typer

practice = typer.Typer(help="One practice record: show, edit, withdraw, verify it.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The record's number, or its key", metavar="KEY-OR-NUMBER")]
Seen = Annotated[
    int | None, typer.Option("--revision", min=1, help="Refuse unless this is its latest revision")
]


@practice.command("show")
def practice_show(
    name: Name, as_json: Annotated[bool, typer.Option("--json", help="Write a JSON object")] = False
) -> None:
    """Write all that a record says, in whatever state it is."""
    from bot.operating_records import show

    typer.echo(show(name, as_json=as_json))


@practice.command("history")
def practice_history(name: Name) -> None:
    """Write who changed a record, when and what, the last first."""
    from bot.operating_records import history

    typer.echo(history(name))


@practice.command("edit")
def practice_edit(
    name: Name,
    texts: Annotated[
        list[str] | None, typer.Option("--set", help="FIELD=TEXT; topics with semicolons between")
    ] = None,
    files: Annotated[
        list[str] | None, typer.Option("--file", help="FIELD=FILE, for a text that is long")
    ] = None,
    revision: Seen = None,
) -> None:
    """Change fields of a record; what has changed since the revision you saw is not overwritten."""
    from bot.operating_records import edit, from_files, from_texts

    typer.echo(edit(name, from_texts(texts or ()) | from_files(files or (), Path()), revision))


@practice.command("withdraw")
def practice_withdraw(
    name: Name,
    reason: Annotated[str, typer.Option(help="Why; staff can read it in the history")],
    revision: Seen = None,
) -> None:
    """Take a record out of the answers."""
    from bot.operating_records import withdraw

    typer.echo(withdraw(name, reason, revision))


@practice.command("restore")
def practice_restore(name: Name, revision: Seen = None) -> None:
    """Put back a record that was withdrawn."""
    from bot.operating_records import restore

    typer.echo(restore(name, revision))


@practice.command("verify")
def practice_verify(
    name: Name,
    until: Annotated[str, typer.Option(help="Last day, such as 2027-03-02; a year if not said")] = "",
    revision: Seen = None,
) -> None:
    """Note that a record is right today."""
    from bot.operating_records import verify

    typer.echo(verify(name, until, revision))
