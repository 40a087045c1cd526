"""The weekly summary in a fake Slack, and what staff read of their network: demand, a call, the figures."""

from benchmarks.slack_people import Walk

# The same in three governments' words: as many must have asked before staff read of it.
ASKED_IN_VAIN = {
    "alice": "@helperbot How do you keep pelicans off harbour benches?",
    "bob": "@helperbot What keeps pelicans away from harbour benches?",
    "carol": "@helperbot How to keep pelicans off our harbour benches?",
}
CALL = "Who has kept pelicans off its benches?"
TOLD = (
    "Pelicans soiled the benches of our harbour. In 2022 we stretched wires above them. "
    "It cost 900 euros, and the pelicans went to the old pier."
)


def read_the_summary(walk: Walk) -> None:
    """Play /digest on the demonstration network, where everybody counts as staff."""
    walk.ask("alice", "#help", "@helperbot Who has tried goats against weeds?", "alice asks in #help")
    walk.command("carol", "settings", "carol sets the weekly summary", "/digest")
    walk.fill_in("carol", {"At what time?": "08:30", "Time zone": "Europe/Madrid"})
    walk.command("carol", "preview", "carol looks at it first", "/digest")
    walk.command("carol", "now", "carol has it posted", "/digest")
    summary = walk.latest("bob", "This week in")
    walk.press("bob", summary, "More of this summary")
    walk.press("bob", summary, "I can help with 1")
    walk.press("alice", walk.latest("alice", "Shall I introduce you?"), "Introduce us")
    walk.command("carol", "history", "carol wants to know what was posted", "/digest")
    walk.command("alice", "me on", "alice wants a summary of her own", "/digest")
    walk.command("alice", "me now", "alice wants it now", "/digest")
    walk.command("carol", "pause", "carol pauses it", "/digest")


def call_for_practices(walk: Walk) -> None:
    """Play what three governments ask in vain, the call that staff post about it, and the figures."""
    walk.command("carol", "as Copenhagen", "carol stands for another place")
    for person, question in ASKED_IN_VAIN.items():
        walk.ask(person, "#help", question, f"{person} asks what no record answers")
    demand = walk.command("carol", "demand", "carol wants to know what is asked in vain", "/network")
    walk.press("carol", demand, "Call for practices: 1")
    walk.fill_in("carol", {"Text": CALL})
    walk.press("bob", walk.latest("bob", CALL), "We did this")
    walk.fill_in("bob", {"What did you do, and what came of it?": TOLD})
    walk.press("carol", walk.latest("carol", "[End the call]"), "End the call")
    walk.command("carol", "stats", "carol wants the figures", "/network")
