"""The commands `counterpart curate …`. Heavy imports happen inside the commands that need them."""

from typing import Annotated

import typer

curate = typer.Typer(
    help="The queue of staff: look at what waits, hand it out, and decide about drafts.",
    no_args_is_help=True,
)

Number = Annotated[int, typer.Argument(help="The task's number, from the list", min=1, max=10**15)]
Seen = Annotated[
    int | None, typer.Option("--revision", min=1, help="Refuse unless this is the draft's latest revision")
]
Reason = Annotated[str, typer.Option(help="Why; the author reads it")]


@curate.command("list")
def curate_list(
    kind: Annotated[str, typer.Argument(help="One kind alone: drafts, duplicates, expiring, ...")] = "",
) -> None:
    """Write what waits: number, kind, since when, in whose hands, and what it is about."""
    from bot.operator.curation import listed

    typer.echo(listed(kind))


@curate.command("show")
def curate_show(number: Number) -> None:
    """Write a task as staff read it: of a draft all that it says."""
    from bot.operator.curation import show

    typer.echo(show(number))


@curate.command("assign")
def curate_assign(
    number: Number,
    slack_user: Annotated[str, typer.Option(help="Member ID of somebody of staff, such as U0123ABCD")],
) -> None:
    """Let somebody of staff take a task on; they are told."""
    from bot.operator.curation import assign

    typer.echo(assign(number, slack_user))


@curate.command("approve")
def curate_approve(number: Number, revision: Seen = None) -> None:
    """Publish a draft; its author is told."""
    from bot.operator.curation import approve

    typer.echo(approve(number, revision))


@curate.command("return")
def curate_return(number: Number, reason: Reason, revision: Seen = None) -> None:
    """Return a draft to its author, who can write it again."""
    from bot.operator.curation import send_back

    typer.echo(send_back(number, reason, revision))


@curate.command("reject")
def curate_reject(number: Number, reason: Reason, revision: Seen = None) -> None:
    """Reject a draft for good; its author is told."""
    from bot.operator.curation import send_back

    typer.echo(send_back(number, reason, revision, rejected=True))
