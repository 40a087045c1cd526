"""The `counterpart` command. Heavy imports happen inside the commands that need them."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.operator.curate_commands import curate
from bot.operator.practice_commands import practice

app = typer.Typer(
    help="Ask a question, meet the peer city, county or state that solved it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
official = typer.Typer(help="Officials who can be asked for introductions.", no_args_is_help=True)
app.add_typer(official, name="official")
question = typer.Typer(help="What staff may look up about questions.", no_args_is_help=True)
app.add_typer(question, name="question")
staff = typer.Typer(help="The network's staff, who verify members and find offices.", no_args_is_help=True)
app.add_typer(staff, name="staff")
workspace = typer.Typer(help="Which Slack workspace takes part in which network.", no_args_is_help=True)
app.add_typer(workspace, name="workspace")
audit = typer.Typer(
    help="The audit trail: who changed what, and that nobody changed that.", no_args_is_help=True
)
app.add_typer(audit, name="audit")
app.add_typer(practice, name="practice")
app.add_typer(curate, name="curate")


@app.callback()
def whole(
    network: Annotated[str, typer.Option(help="Network that is meant, in place of the one served")] = "",
) -> None:
    """Ask a question, meet the peer city, county or state that solved it."""
    if network:  # so that it holds for every command, as if it stood before the line
        os.environ |= {"COUNTERPART_NETWORK": network, "COUNTERPART_DEMO": "0"}


@app.command()
def demo() -> None:
    """Try Counterpart in this terminal, on a fresh copy of the demonstration network.

    With a question in the environment variable Q, only that question is answered.
    """
    from bot.demo import run

    run(os.environ.get("Q"))


@app.command()
def serve() -> None:
    """Serve Slack in this process: requests at /slack/events, health at /healthz."""
    from bot.settings import needed_for_slack, read

    needed_for_slack(read())  # what is missing is told at once, before seconds of imports
    from bot.web import serve as serve_web

    serve_web()


@app.command()
def migrate() -> None:
    """Bring the database's tables to this version."""
    from bot.settings import read
    from store.engine import migrate as migrate_tables
    from store.engine import open_engine

    settings = read()
    migrate_tables(open_engine(settings.database_url))
    typer.echo("The database is at this version's tables.")


@app.command("make-key")
def make_key() -> None:
    """Write a new key for COUNTERPART_TOKEN_KEYS, which encrypts the tokens of workspaces."""
    from bot.sealing import make_key as new_key

    typer.echo(new_key())


@app.command("import")
def import_records(  # noqa: PLR0913 (an option each)
    file: Annotated[Path, typer.Argument(help="Practice records as .jsonl, .csv or .xlsx")],
    mapping: Annotated[
        Path | None, typer.Option("--map", help="TOML file naming which field is which")
    ] = None,
    skip_invalid: Annotated[
        bool, typer.Option("--skip-invalid", help="Take the good rows; write the others to a file")
    ] = False,
    encoding: Annotated[str | None, typer.Option(help="Encoding of the file if it is not UTF-8")] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Show what would change; import nothing")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Import without asking first, as scripts do")
    ] = False,
) -> None:
    """Import practice records: all or nothing, and the same file twice changes nothing."""
    from bot.operator.import_file import Order, run

    raise typer.Exit(run(Order(file, mapping, encoding, skip_invalid, preview, yes)))


@app.command("export")
def export_records(
    file: Annotated[Path | None, typer.Argument(help="File to write; standard output if not said")] = None,
    format_name: Annotated[
        str | None, typer.Option("--format", help="jsonl, csv or xlsx; by the file's ending if not said")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Write over a file that exists")] = False,
) -> None:
    """Export the published practice records as .jsonl, .csv or .xlsx, which an import takes back."""
    from bot.operator.export_file import Order, format_of, run

    typer.echo(run(Order(file, format_of(format_name, file), overwrite)), err=True)


@app.command()
def stats(
    days: Annotated[int, typer.Option(min=1, max=3650, help="Of the last so many days")] = 90,
    as_csv: Annotated[bool, typer.Option("--csv", help="Write CSV instead of text")] = False,
    demand: Annotated[bool, typer.Option(help="What was asked in vain, instead of figures")] = False,
) -> None:
    """Write the network's figures, each as docs/metrics.md defines it."""
    from bot.operator.stats_report import Order, run

    run(Order(days, as_csv, demand))


@app.command()
def evaluate(
    folder: Annotated[Path, typer.Argument(help="Folder with corpus.jsonl, queries.jsonl and qrels.tsv")],
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of tables")] = False,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Ask so many of the questions, always the same ones")
    ] = None,
    model: Annotated[str | None, typer.Option(help="As the setting COUNTERPART_MODEL")] = None,
    cache: Annotated[Path, typer.Option(help="SQLite file that keeps the embeddings")] = Path(
        "var", "evaluate.db"
    ),
) -> None:
    """Measure the matcher on judged questions of your own, beside BM25 and each embedding model alone."""
    from bot.operator.evaluate import Order, run

    run(Order(folder, limit, model, cache, as_json))


@app.command()
def reindex() -> None:
    """Embed every text by the configured model (COUNTERPART_MODEL), so that it can serve."""
    from bot.operator.reindex import run

    run()


@app.command()
def calibrate(
    out: Annotated[Path, typer.Option(help="File to write")] = Path("var/calibration.json"),
    judged: Annotated[
        Path | None, typer.Option(help="Your own judgements: .jsonl lines with question and relevant")
    ] = None,
) -> None:
    """Fit how sure answers are to this network's feedback and judgements."""
    from bot.operator.calibrate import Order, run

    run(Order(out, judged))


@app.command()
def simulate(  # noqa: PLR0913 (an option each)
    seed: Annotated[int, typer.Option(min=0, help="Seed of everything that is drawn")] = 1,
    seeds: Annotated[str, typer.Option(help="Several years, such as 1-5, judged on their mean")] = "",
    jurisdictions: Annotated[int, typer.Option(min=2, max=20_000, help="Size of the network")] = 500,
    questions: Annotated[int, typer.Option(min=1, help="Questions in the year")] = 20_000,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of tables")] = False,
    out: Annotated[Path, typer.Option(help="Folder for the journals and the picture")] = Path(
        "var", "simulation"
    ),
) -> None:
    """Play a year of questions over an invented network; exit status 1 if a promise is broken."""
    from bot.simulation.laws import Size
    from bot.simulation.run import Order, run, run_several, seeds_of

    order = Order(Size(seed, jurisdictions, questions), out, as_json)
    raise typer.Exit(run_several(order, seeds_of(seeds)) if seeds else run(order))


@app.command()
def digest(
    out: Annotated[Path, typer.Option(help="Folder to write to")],
    demo: Annotated[bool, typer.Option("--demo", help="Of a made-up week of the demonstration")] = False,
    locale: Annotated[str, typer.Option(help="Language of the summary, such as es")] = "en",
) -> None:
    """Write a summary as text, Slack blocks, pictures and a page, to look at."""
    from bot.operator.digest_files import Order, run

    for path in run(Order(out, demo, locale)):
        typer.echo(path)


@official.command("add")
def official_add(  # noqa: PLR0913 (an option each)
    jurisdiction: Annotated[str, typer.Option(help="Place, for example: Bolton, or: Bolton, GB")],
    office: Annotated[str, typer.Option(help="Office, for example: Public health department")],
    slack_user: Annotated[str, typer.Option(help="Slack member ID, such as U0123ABCD")],
    slack_workspace: Annotated[str, typer.Option(help="Slack workspace ID, such as T0123ABCD")] = "",
    name: Annotated[str, typer.Option(help="The person's name as peers read it")] = "",
    capacity: Annotated[int | None, typer.Option(help="Requests they take in 30 days, 2 if not said")] = None,
) -> None:
    """Add an official who agreed to be asked, as a verified member; nobody else is ever asked."""
    from bot.operator.add_official import NewOfficial, add_official

    typer.echo(add_official(NewOfficial(jurisdiction, office, slack_user, slack_workspace, name, capacity)))


@official.command("leave")
def official_leave(
    slack_user: Annotated[str, typer.Option(help="Slack member ID, such as U0123ABCD")],
    slack_workspace: Annotated[str, typer.Option(help="Slack workspace ID, such as T0123ABCD")] = "",
) -> None:
    """Take an official out of the directory; what waited for them passes to their offices."""
    from bot.operator.add_official import take_out

    typer.echo(take_out(slack_user, slack_workspace))


@question.command("who")
def question_who(number: Annotated[int, typer.Argument(help="The question's id", min=1)]) -> None:
    """Tell who asked a question, also an anonymous one; the log keeps that somebody looked."""
    from bot.operator.who_asked import run

    typer.echo(run(number))


@app.command()
def answer(
    number: Annotated[int, typer.Argument(help="The question's id", min=1, max=10**15)],
    slack_user: Annotated[str, typer.Option(help="Member ID of who wrote the reply, such as U0123ABCD")],
    text: Annotated[str, typer.Option(help="The reply in its author's words, or the parts to quote")],
    staff_user: Annotated[str, typer.Option(help="Member ID of who of staff hears what comes of it")],
) -> None:
    """Make a good reply in a thread an answer, if its author lets it be quoted; the server asks them."""
    from bot.operator.answer import choose

    typer.echo(choose(number, slack_user, text, staff_user))


SlackUser = Annotated[str, typer.Option(help="Slack member ID, such as U0123ABCD")]
SlackWorkspace = Annotated[str, typer.Option(help="Slack workspace ID, such as T0123ABCD")]


@staff.command("add")
def staff_add(slack_user: SlackUser, slack_workspace: SlackWorkspace = "") -> None:
    """Let somebody be staff, from now on."""
    from bot.operator.name_staff import add

    typer.echo(add(slack_user, slack_workspace))


@staff.command("remove")
def staff_remove(slack_user: SlackUser, slack_workspace: SlackWorkspace = "") -> None:
    """Let somebody whom `staff add` named be staff no more."""
    from bot.operator.name_staff import remove

    typer.echo(remove(slack_user, slack_workspace))


@staff.command("list")
def staff_list() -> None:
    """Say who is staff, and who named them."""
    from bot.operator.name_staff import listed

    typer.echo(listed())


@workspace.command("list")
def workspace_list() -> None:
    """Say which workspaces are known, their network, and whether the app is installed there."""
    from bot.operator.workspaces import listed

    typer.echo(listed())


@workspace.command("assign")
def workspace_assign(
    team: Annotated[str, typer.Argument(help="Slack workspace ID, such as T0123ABCD")],
    network: Annotated[str, typer.Argument(help="Name of the network, as in COUNTERPART_NETWORK")],
) -> None:
    """Let a workspace take part in a network; it cannot be moved to another one later."""
    from bot.operator.workspaces import assign

    typer.echo(assign(team, network))


@audit.command("verify")
def audit_verify(
    kept: Annotated[
        list[str] | None, typer.Option(help="Mark that an earlier run wrote, as NETWORK:NUMBER:HASH")
    ] = None,
) -> None:
    """Check every entry of the audit trail; exit status 1 if one is not what was written."""
    from bot.operator.audit_trail import verify

    raise typer.Exit(verify(kept or ()))


@audit.command("show")
def audit_show(
    since: Annotated[str, typer.Option(help="First day, such as 2026-03-02")] = "",
    subject: Annotated[str, typer.Option(help="What was changed, such as record:12 or official:5")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Write a JSON object on each line")] = False,
) -> None:
    """Write who changed what, and what it was before, oldest first."""
    from bot.operator.audit_trail import Wanted, show

    show(Wanted(since, subject, as_json))


def main() -> None:
    """Run the command; what an operator can mend is said in one sentence, with exit status 2.

    The status is 1 if that may mend itself, as a database does that starts later: then try again.
    """
    try:
        app()
    except SystemExit:
        raise  # how typer ends every command; without this line, it too would import what comes next
    except _operator_errors() as error:  # called only when something was raised
        typer.echo(f"Error: {error}", err=True)
        sys.exit(1 if _may_pass(error) else 2)


def _operator_errors() -> tuple[type[Exception], ...]:
    """Return the errors whose text tells an operator what to do; the rest are bugs with tracebacks."""
    from bot.importing.problems import FileUnusable
    from bot.operator.operator_mistake import OperatorMistake
    from bot.sealing import KeysUnusable
    from bot.settings import SettingsWrong
    from bot.slack.workspace import SlackUnavailable
    from matching.calibration import CalibrationUnusable
    from matching.judged_files import FolderUnusable
    from matching.weights import WeightsError
    from store.engine import DatabaseUnavailable

    files = (FileUnusable, FolderUnusable, CalibrationUnusable)
    ours = (SettingsWrong, KeysUnusable, OperatorMistake)
    return (*ours, DatabaseUnavailable, WeightsError, SlackUnavailable, *files)


def _may_pass(error: Exception) -> bool:
    """Return whether the same command may do later, with the same settings."""
    from bot.slack.workspace import SlackOutOfReach
    from store.engine import DatabaseSettingWrong, DatabaseUnavailable

    if isinstance(error, DatabaseUnavailable):
        return not isinstance(error, DatabaseSettingWrong)
    return isinstance(error, SlackOutOfReach)


if __name__ == "__main__":
    main()
