"""The weekly summary in a fake Slack: staff preview and post it, somebody helps, the two are introduced."""

from benchmarks.slack_people import Walk


def read_the_summary(walk: Walk) -> None:
    """Play /digest on the demonstration network, where everybody counts as staff."""
    walk.ask("alice", "#help", "@helperbot Who has tried goats against weeds?", "alice asks in #help")
    walk.command("carol", "settings", "carol sets the weekly summary", "/digest")
    walk.fill_in("carol", {"At what time?": "08:30", "Time zone": "Europe/Madrid"})
    walk.command("carol", "preview", "carol looks at it first", "/digest")
    walk.command("carol", "now", "carol has it posted", "/digest")
    summary = walk.latest("bob", "This week in")
    walk.press("bob", summary, "I can help with 1")
    walk.press("alice", walk.latest("alice", "Shall I introduce you?"), "Introduce us")
    walk.command("carol", "history", "carol wants to know what was posted", "/digest")
    walk.command("alice", "me on", "alice wants a summary of her own", "/digest")
    walk.command("alice", "me now", "alice wants it now", "/digest")
    walk.command("carol", "pause", "carol pauses it", "/digest")
