"""What the app asks Slack for when it is installed; manifest.json says the same, docs/slack.md says why."""

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
    "usergroups:read",
    "users:read",
)
