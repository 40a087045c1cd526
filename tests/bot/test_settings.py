"""Settings are read once, and everything that is wrong is said at once."""

from pathlib import Path
from typing import Any

import pytest

from bot.settings import Settings, SettingsWrong, needed_for_slack, read

DOCUMENTATION = Path(__file__).parents[2] / "docs" / "settings.md"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch):
    for name in environment_names():
        monkeypatch.delenv(name, raising=False)


def environment_names() -> list[str]:
    return [str(field.validation_alias or name).upper() for name, field in Settings.model_fields.items()]


def test_without_any_setting_the_database_is_a_file_under_var():
    settings = read(env_file=None)

    assert (settings.database_url, settings.port, settings.demonstration) == (
        "sqlite:///var/counterpart.db",
        3000,
        False,
    )


def test_a_file_gives_settings_and_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = tmp_path / ".env"
    file.write_text("PORT=4000\nHOST=0.0.0.0\nCOUNTERPART_DEMO=1\n", encoding="utf-8")
    monkeypatch.setenv("PORT", "5000")

    settings = read(env_file=file)

    assert (settings.port, settings.host, settings.demonstration) == (5000, "0.0.0.0", True)


def test_all_wrong_settings_are_named_together(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PORT", "many")
    monkeypatch.setenv("COUNTERPART_DEMO", "perhaps")

    with pytest.raises(SettingsWrong) as wrong:
        read(env_file=None)

    assert "PORT" in str(wrong.value)
    assert "COUNTERPART_DEMO" in str(wrong.value)


@pytest.mark.parametrize("name", ["COUNTERPART_PRIVACY_URL", "COUNTERPART_SUPPORT_URL"])
@pytest.mark.parametrize(
    ("value", "good"), [("https://a.example/x", True), ("mailto:a@b.example", True), ("a.example", False)]
)
def test_the_pages_about_us_are_addresses(monkeypatch: pytest.MonkeyPatch, name: str, value: str, good: bool):
    monkeypatch.setenv(name, value)

    if good:
        assert value in (read(env_file=None).privacy_url, read(env_file=None).support_url)
    else:
        with pytest.raises(SettingsWrong, match="not the address of a page"):
            read(env_file=None)


@pytest.mark.parametrize("level", ["debug", "INFO", "Warning", "ERROR"])
def test_one_of_the_four_levels_is_taken_in_any_case(monkeypatch: pytest.MonkeyPatch, level: str):
    monkeypatch.setenv("LOG_LEVEL", level)

    assert read(env_file=None).log_level == level.upper()


@pytest.mark.parametrize("level", ["warn", "CRITICAL", "NOTSET", "10"])
def test_another_level_that_python_knows_is_refused_with_the_four(
    monkeypatch: pytest.MonkeyPatch, level: str
):
    monkeypatch.setenv("LOG_LEVEL", level)

    with pytest.raises(SettingsWrong, match="There are DEBUG, INFO, WARNING and ERROR"):
        read(env_file=None)


@pytest.mark.parametrize("listed", ["U0ANN,U0BO", "U0ANN U0BO", " U0ANN,  U0BO ,"])
def test_staff_are_listed_with_commas_or_spaces(listed: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STAFF_SLACK_USERS", listed)

    assert read(env_file=None).staff_slack_users == ("U0ANN", "U0BO")


def test_wrong_ids_of_staff_are_named_together_in_sentences(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STAFF_SLACK_USERS", "@ann, U0BO, bo")
    monkeypatch.setenv("STAFF_SLACK_USERGROUP", "@staff")
    monkeypatch.setenv("STAFF_SLACK_CHANNEL", "#staff")

    with pytest.raises(SettingsWrong) as wrong:
        read(env_file=None)

    lines = str(wrong.value).splitlines()[1:]
    assert [line.partition(". ")[0].strip() for line in lines] == [
        "STAFF_SLACK_USERS: not a member ID: @ann, bo",
        "STAFF_SLACK_USERGROUP: not the ID of a user group: @staff",
        "STAFF_SLACK_CHANNEL: not the ID of a channel: #staff",
    ]
    assert all(line.endswith(".") for line in lines)


def test_missing_slack_settings_are_named_together():
    with pytest.raises(SettingsWrong, match="SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET"):
        needed_for_slack(read(env_file=None))


def test_secrets_do_not_show_in_what_is_printed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-very-secret")

    assert "very-secret" not in repr(read(env_file=None))


@pytest.mark.parametrize("name", environment_names())
def test_every_setting_is_explained(name: str):
    assert f"`{name}`" in DOCUMENTATION.read_text(encoding="utf-8")


def test_with_an_app_token_no_signing_secret_is_needed():
    settings = Settings(_env_file=None, slack_bot_token="xoxb", slack_app_token="xapp")

    assert needed_for_slack(settings) == ("xoxb", "")


MANY: dict[str, Any] = {
    "slack_client_id": "1.2",
    "slack_client_secret": "secret",
    "COUNTERPART_TOKEN_KEYS": "key",
    "COUNTERPART_PUBLIC_URL": "https://counterpart.example.org/",
    "slack_signing_secret": "signing",
}


def test_with_a_client_id_no_bot_token_is_needed():
    assert needed_for_slack(Settings(_env_file=None, **MANY)) == ("", "signing")


def test_what_an_installation_by_oauth_lacks_is_named_together():
    with pytest.raises(
        SettingsWrong, match="SLACK_CLIENT_SECRET, COUNTERPART_TOKEN_KEYS, COUNTERPART_PUBLIC_URL"
    ):
        needed_for_slack(Settings(_env_file=None, slack_client_id="1.2", slack_signing_secret="signing"))


@pytest.mark.parametrize(
    ("name", "value"),
    [("slack_bot_token", "xoxb"), ("staff_slack_users", "U0ANN"), ("staff_slack_channel", "C0ST")],
)
def test_what_means_one_workspace_is_refused_with_many(name: str, value: str):
    with pytest.raises(SettingsWrong, match=name.upper()):
        needed_for_slack(Settings(_env_file=None, **(MANY | {name: value})))


@pytest.mark.parametrize("address", ["http://a.example", "a.example", "https://a.example/path"])
def test_a_public_address_that_slack_would_refuse_is_refused_at_the_start(
    address: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COUNTERPART_PUBLIC_URL", address)

    with pytest.raises(SettingsWrong, match=r"https://counterpart\.example\.org"):
        read(env_file=None)
