"""Every setting, read once at start from the environment or a `.env` file; docs/settings.md explains each."""

import re
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

# How Slack's ids begin: people with U or W, user groups with S, channels with C, older private ones with G.
MEMBER_ID = re.compile(r"[UW][A-Z0-9]{2,31}")
GROUP_ID = re.compile(r"S[A-Z0-9]{2,31}")
CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{2,31}")
PUBLIC_URL = re.compile(r"https://[^/?#\s]+/?")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
DEMONSTRATION = "demo"  # the name of the network that bot/demonstration.py fills
PAGE = re.compile(r"(https://|mailto:)[^\s\"<>]+")


class SettingsWrong(Exception):
    """Names every setting that is missing or malformed, all together."""


class Settings(BaseSettings):
    """What the operator may choose."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True)

    database_url: str = "sqlite:///var/counterpart.db"
    slack_bot_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_client_id: str = ""
    slack_client_secret: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"
    slack_authorize_url: str = "https://slack.com/oauth/v2/authorize"
    token_keys: SecretStr | None = Field(default=None, validation_alias="COUNTERPART_TOKEN_KEYS")
    public_url: str = Field(default="", validation_alias="COUNTERPART_PUBLIC_URL")
    open_install: bool = Field(default=False, validation_alias="COUNTERPART_OPEN_INSTALL")
    privacy_url: str = Field(default="", validation_alias="COUNTERPART_PRIVACY_URL")
    support_url: str = Field(default="", validation_alias="COUNTERPART_SUPPORT_URL")
    host: str = "127.0.0.1"
    port: int = Field(default=3000, ge=0, le=65535)
    demonstration: bool = Field(default=False, validation_alias="COUNTERPART_DEMO")
    network: str = Field(default="main", validation_alias="COUNTERPART_NETWORK")
    model: str = Field(default="bundled", validation_alias="COUNTERPART_MODEL")
    cross_encoder: str = Field(default="", validation_alias="COUNTERPART_CROSS_ENCODER")
    index_folder: Path = Field(default=Path("var/index"), validation_alias="COUNTERPART_INDEX")
    calibration: Path | None = Field(default=None, validation_alias="COUNTERPART_CALIBRATION")
    log_level: str = Field(default="INFO", validation_alias="LOG_LEVEL")
    staff_slack_users: Annotated[tuple[str, ...], NoDecode] = ()
    staff_slack_usergroup: str = ""
    staff_slack_channel: str = ""

    @property
    def served_network(self) -> str:
        """The name of the network that this installation serves, and that its commands are about."""
        return DEMONSTRATION if self.demonstration else self.network

    @field_validator("staff_slack_users", mode="before")
    @classmethod
    def _people(cls, value: Any) -> Any:
        listed = value.replace(",", " ").split() if isinstance(value, str) else value
        wrong = [each for each in listed if not MEMBER_ID.fullmatch(each)]
        if wrong:
            raise ValueError(
                f"not a member ID: {', '.join(wrong)}. One looks like U0123ABCD and stands in a person's "
                "Slack profile, under the three dots"
            )
        return tuple(listed)

    @field_validator("staff_slack_usergroup")
    @classmethod
    def _group(cls, value: str) -> str:
        if value and not GROUP_ID.fullmatch(value):
            raise ValueError(f"not the ID of a user group: {value}. One looks like S0123ABCD, not like @name")
        return value

    @field_validator("log_level")
    @classmethod
    def _level(cls, value: str) -> str:
        if value.upper() not in LEVELS:
            raise ValueError(f"not a level: {value}. There are DEBUG, INFO, WARNING and ERROR")
        return value.upper()

    @field_validator("public_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and not PUBLIC_URL.fullmatch(value):
            raise ValueError(
                f"not a public address: {value}. One looks like https://counterpart.example.org, without a "
                "path; Slack sends people back to HTTPS only"
            )
        return value.rstrip("/")

    @field_validator("privacy_url", "support_url")
    @classmethod
    def _page(cls, value: str) -> str:
        if value and not PAGE.fullmatch(value):
            raise ValueError(
                f"not the address of a page: {value}. One begins with https://, one for mail with mailto:"
            )
        return value

    @field_validator("staff_slack_channel")
    @classmethod
    def _channel(cls, value: str) -> str:
        if value and not CHANNEL_ID.fullmatch(value):
            raise ValueError(
                f"not the ID of a channel: {value}. One looks like C0123ABCD, not like #name, and stands "
                "at the end of the channel's details"
            )
        return value


def read(env_file: Path | None = Path(".env")) -> Settings:
    """Return the settings. Raises SettingsWrong with one line per setting that is wrong."""
    try:
        return Settings(_env_file=env_file)
    except ValidationError as wrong:
        lines = [f"{'.'.join(map(str, each['loc'])).upper()}: {_plain(each)}" for each in wrong.errors()]
        raise SettingsWrong(
            "Some settings are wrong:\n" + "\n".join(f"  {line}" for line in lines)
        ) from wrong


def _plain(wrong: Any) -> str:
    """Return what is wrong with a setting: our own sentence where there is one, else pydantic's."""
    ours = wrong.get("ctx", {}).get("error")
    return f"{ours}." if isinstance(ours, ValueError) else str(wrong["msg"])


def needed_for_slack(settings: Settings) -> tuple[str, str]:
    """Return bot token and signing secret.

    The token is "" with SLACK_CLIENT_ID, for each workspace has its own; the secret is "" with
    SLACK_APP_TOKEN, for nothing arrives that could be signed. Raises SettingsWrong naming all that lack.
    """
    needed: dict[str, object] = {"SLACK_BOT_TOKEN": settings.slack_bot_token}
    if settings.slack_client_id:
        _refuse_what_is_for_one_workspace(settings)
        needed = {
            "SLACK_CLIENT_SECRET": settings.slack_client_secret,
            "COUNTERPART_TOKEN_KEYS": settings.token_keys,
            "COUNTERPART_PUBLIC_URL": settings.public_url,
        }
    if settings.slack_app_token is None:
        needed["SLACK_SIGNING_SECRET"] = settings.slack_signing_secret
    missing = ", ".join(name for name, value in needed.items() if not value)
    if missing:
        page = "docs/deploy.md" if settings.slack_client_id else "docs/slack.md"
        raise SettingsWrong(
            f"Missing: {missing}. Set them in the environment or in a file named .env; see {page}."
        )
    secret = None if settings.slack_app_token else settings.slack_signing_secret
    return _text(settings.slack_bot_token), _text(secret)


def _refuse_what_is_for_one_workspace(settings: Settings) -> None:
    """Raise SettingsWrong if something is set that means one workspace, where there are many."""
    if settings.slack_bot_token is not None:
        raise SettingsWrong(
            "SLACK_BOT_TOKEN and SLACK_CLIENT_ID are both set. Keep SLACK_BOT_TOKEN to serve one workspace, "
            "or SLACK_CLIENT_ID to let many install the app."
        )
    found = {
        "STAFF_SLACK_USERS": settings.staff_slack_users,
        "STAFF_SLACK_USERGROUP": settings.staff_slack_usergroup,
        "STAFF_SLACK_CHANNEL": settings.staff_slack_channel,
    }
    if named := ", ".join(name for name, value in found.items() if value):
        raise SettingsWrong(
            f"{named} cannot be used with SLACK_CLIENT_ID, since its ids belong to one workspace. Remove it, "
            "and name staff by `counterpart staff add --slack-workspace`."
        )


def _text(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""
