"""The Slack adapter: what officials do there becomes an event, what the bot says becomes Block Kit."""
