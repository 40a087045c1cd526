"""The commands `counterpart practice …`. Heavy imports happen inside the commands that need them."""

from pathlib import Path
from typing import Annotated

import typer

practice = typer.Typer(
    help="Practice records one by one: add, show, edit, merge, withdraw, verify, search.",
    no_args_is_help=True,
)

Name = Annotated[str, typer.Argument(help="The record's number, or its key", metavar="KEY-OR-NUMBER")]
Seen = Annotated[
    int | None, typer.Option("--revision", min=1, help="Refuse unless this is its latest revision")
]
Texts = Annotated[list[str] | None, typer.Option("--set", help="FIELD=TEXT; topics with semicolons between")]
Files = Annotated[list[str] | None, typer.Option("--file", help="FIELD=FILE, for a text that is long")]


@practice.command("show")
def practice_show(
    name: Name, as_json: Annotated[bool, typer.Option("--json", help="Write a JSON object")] = False
) -> None:
    """Write all that a record says, in whatever state it is."""
    from bot.operator.records import show

    typer.echo(show(name, as_json=as_json))


@practice.command("history")
def practice_history(name: Name) -> None:
    """Write who changed a record, when and what, the last first."""
    from bot.operator.records import history

    typer.echo(history(name))


@practice.command("edit")
def practice_edit(
    name: Name,
    texts: Texts = None,
    files: Files = None,
    revision: Seen = None,
) -> None:
    """Change fields of a record; what has changed since the revision you saw is not overwritten."""
    from bot.operator.records import edit, from_files, from_texts

    typer.echo(edit(name, from_texts(texts or ()) | from_files(files or (), Path()), revision))


@practice.command("withdraw")
def practice_withdraw(
    name: Name,
    reason: Annotated[str, typer.Option(help="Why; staff can read it in the history")],
    revision: Seen = None,
) -> None:
    """Take a record out of the answers."""
    from bot.operator.records import withdraw

    typer.echo(withdraw(name, reason, revision))


@practice.command("restore")
def practice_restore(name: Name, revision: Seen = None) -> None:
    """Put back a record that was withdrawn."""
    from bot.operator.records import restore

    typer.echo(restore(name, revision))


@practice.command("verify")
def practice_verify(
    name: Name,
    until: Annotated[str, typer.Option(help="Last day, such as 2027-03-02; a year if not said")] = "",
    revision: Seen = None,
) -> None:
    """Note that a record is right today."""
    from bot.operator.records import verify

    typer.echo(verify(name, until, revision))


@practice.command("add")
def practice_add(  # noqa: PLR0913 (an option each)
    texts: Texts = None,
    files: Files = None,
    place: Annotated[str, typer.Option(help="The city, county, state or country that did it")] = "",
    country: Annotated[str, typer.Option(help="Its ISO code or English name")] = "",
    office: Annotated[
        str, typer.Option(help="The office that did it, and can be asked; never a person")
    ] = "",
    key: Annotated[
        str, typer.Option("--id", help="Its key, by which an import knows it; made up if not said")
    ] = "",
    draft: Annotated[bool, typer.Option("--draft", help="Let staff publish it")] = False,
) -> None:
    """Enter a record, published at once unless it is a draft; a title it must have."""
    from bot.operator.additions import Addition, add
    from bot.operator.records import from_files, from_texts

    typed = from_texts(texts or ()) | from_files(files or (), Path())
    typer.echo(add(Addition(typed, place, country, office, key, draft)))


@practice.command("merge")
def practice_merge(
    name: Name,
    into: Annotated[str, typer.Argument(help="The record that stays", metavar="INTO")],
    take: Annotated[
        list[str] | None, typer.Option("--take", help="PART=record, PART=into or PART=both: whose text stays")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Merge; without it you see what differs")] = False,
) -> None:
    """Merge a record into another one, with sources and contacts of both; it can be undone for 30 days."""
    from bot.operator.merges import choices, merge

    typer.echo(merge(name, into, choices(take or ()), agreed=yes))


@practice.command("unmerge")
def practice_unmerge(name: Name) -> None:
    """Take a merge back, within 30 days."""
    from bot.operator.merges import unmerge

    typer.echo(unmerge(name))


@practice.command("duplicates")
def practice_duplicates(name: Name) -> None:
    """Write which records seem to be of the same practice, and what differs."""
    from bot.operator.search import duplicates

    typer.echo(duplicates(name))


@practice.command("search")
def practice_search(words: Annotated[list[str], typer.Argument(help="What to look for")]) -> None:
    """Write the records that fit some words best."""
    from bot.operator.search import search

    typer.echo(search(" ".join(words)))
