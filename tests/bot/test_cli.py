"""The `counterpart` command as operators meet it: a process of its own, its sentences and its exit status."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SLACK = {"SLACK_BOT_TOKEN": "x", "SLACK_SIGNING_SECRET": "y"}
HEAVY = ("torch", "sentence_transformers", "faiss", "sqlalchemy", "dbos", "slack_bolt")


def counterpart(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot.cli", *arguments]
    known = {"PYTHONPATH": str(ROOT), "PATH": ""} | environment
    return subprocess.run(command, cwd=folder, env=known, capture_output=True, text=True, check=False)


def test_help_lists_the_commands_without_loading_anything_heavy(tmp_path: Path):
    code = "\n".join(
        (
            "import sys",
            "sys.argv = ['counterpart', '--help']",
            "from bot.cli import main",
            "try:",
            "    main()",
            "except SystemExit:",
            f"    print(sorted({set(HEAVY)!r} & set(sys.modules)))",
        )
    )

    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert shown.stdout.splitlines()[-1] == "[]"
    for command in ("demo", "serve", "import", "export", "migrate", "official"):
        assert command in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "environment", "sentence"),
    [
        (["import", "nowhere.jsonl"], {}, "Error: nowhere.jsonl does not exist."),
        (["serve"], {}, "Error: Missing: SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET."),
        (["serve"], {"PORT": "many"}, "PORT"),
        (["migrate"], {"DATABASE_URL": "mysql://here/x"}, "mysql databases are not supported."),
        (["serve"], SLACK | {"DATABASE_URL": "here"}, "DATABASE_URL cannot be read."),
        (["serve"], SLACK | {"LOG_LEVEL": "verbose"}, "LOG_LEVEL: not a level: verbose."),
    ],
)
def test_what_an_operator_can_mend_is_one_sentence_and_exit_status_2(
    arguments: list[str], environment: dict[str, str], sentence: str, tmp_path: Path
):
    done = counterpart(*arguments, folder=tmp_path, **environment)

    assert (done.returncode, sentence in done.stderr) == (2, True)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "environment", "sentence"),
    [
        (["serve"], SLACK | {"SLACK_API_URL": "http://127.0.0.1:9/api/"}, "Slack cannot be reached at"),
        (["migrate"], {"DATABASE_URL": "postgresql://a@127.0.0.1:9/a"}, "The PostgreSQL server at"),
        (["migrate"], {"DATABASE_URL": "postgres://a@127.0.0.1:9/a"}, "The PostgreSQL server at"),
    ],
)
def test_what_may_mend_itself_has_exit_status_1_so_that_it_is_tried_again(
    arguments: list[str], environment: dict[str, str], sentence: str, tmp_path: Path
):
    done = counterpart(*arguments, folder=tmp_path, **environment)

    assert (done.returncode, f"Error: {sentence}" in done.stderr) == (1, True)
    assert "Traceback" not in done.stderr


def test_a_network_is_named_on_the_command_line(tmp_path: Path):
    refused = counterpart("--network", "coast", "export", "all.csv", folder=tmp_path)
    named = ("staff", "add", "--slack-user", "U1ANN", "--slack-workspace", "T1")
    counterpart("--network", "coast", *named, folder=tmp_path)

    assert "There is no network coast yet" in refused.stderr
    assert "network coast" in counterpart("workspace", "list", folder=tmp_path).stdout


def test_a_network_that_is_named_is_meant_also_while_the_demonstration_is_served(tmp_path: Path):
    named = ("staff", "add", "--slack-user", "U1ANN", "--slack-workspace", "T1")
    counterpart("--network", "coast", *named, folder=tmp_path, COUNTERPART_DEMO="1")

    assert "network coast" in counterpart("workspace", "list", folder=tmp_path).stdout


def test_migrate_makes_the_database(tmp_path: Path):
    done = counterpart("migrate", folder=tmp_path)

    assert (done.returncode, done.stdout) == (0, "The database is at this version's tables.\n")
    assert (tmp_path / "var" / "counterpart.db").exists()
