"""What the Slack adapter must be told; wiring fills it from the settings."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SlackConfig:
    """One installation of the Slack app.

    `api_url` is the address of Slack's Web API (GovSlack and the tests have another one than slack.com);
    `demonstration` allows `/ask as <office>`. The two secrets stay out of the value's repr.
    """

    bot_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    api_url: str = "https://slack.com/api/"
    demonstration: bool = False
