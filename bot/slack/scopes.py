"""What the app asks Slack for when it is installed by OAuth, as manifest.many.json says; docs/slack.md says why."""

BOT_SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "im:history",
    "im:write",
    "links:read",
    "links:write",
    "mpim:history",
    "mpim:write",
    "users:read",
)
