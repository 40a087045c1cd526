"""Every setting, read once at start from the environment or a `.env` file; docs/settings.md explains each."""

from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


class SettingsWrong(Exception):
    """Names every setting that is missing or malformed, all together."""


class Settings(BaseSettings):
    """What the operator may choose."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True)

    database_url: str = "sqlite:///var/counterpart.db"
    slack_bot_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"
    host: str = "127.0.0.1"
    port: int = Field(default=3000, ge=0, le=65535)
    demonstration: bool = Field(default=False, validation_alias="COUNTERPART_DEMO")
    network: str = Field(default="main", validation_alias="COUNTERPART_NETWORK")
    model: str = Field(default="bundled", validation_alias="COUNTERPART_MODEL")
    index_folder: Path = Field(default=Path("var/index"), validation_alias="COUNTERPART_INDEX")
    calibration: Path | None = Field(default=None, validation_alias="COUNTERPART_CALIBRATION")
    log_level: str = Field(default="INFO", validation_alias="LOG_LEVEL")


def read(env_file: Path | None = Path(".env")) -> Settings:
    """Return the settings. Raises SettingsWrong with one line per setting that is wrong."""
    try:
        return Settings(_env_file=env_file)
    except ValidationError as wrong:
        lines = [f"{'.'.join(map(str, each['loc'])).upper()}: {each['msg']}" for each in wrong.errors()]
        raise SettingsWrong(
            "Some settings are wrong:\n" + "\n".join(f"  {line}" for line in lines)
        ) from wrong


def needed_for_slack(settings: Settings) -> tuple[str, str]:
    """Return bot token and signing secret. Raises SettingsWrong naming all that are missing."""
    token, secret = settings.slack_bot_token, settings.slack_signing_secret
    if token is None or secret is None:
        found = {"SLACK_BOT_TOKEN": token, "SLACK_SIGNING_SECRET": secret}
        missing = ", ".join(name for name, value in found.items() if value is None)
        raise SettingsWrong(
            f"Missing: {missing}. Set them in the environment or in a file named .env; see docs/slack.md."
        )
    return token.get_secret_value(), secret.get_secret_value()
