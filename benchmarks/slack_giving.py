"""How an official gives back in Slack: their own message, then a command, becomes a draft."""

from benchmarks.slack_people import Walk

TOLD = (
    "Our cellars were full of water because the drains are old. In 2014 we built five parks that hold the "
    "water. They cost 9 million euros. Damages fell by 40%."
)


def give_back(walk: Walk) -> None:
    """Play the shortcut at messages of one's own and of another's, the form of the parts, and the command."""
    root = walk.say("carol", "#help", "Who has built parks against floods?")
    said = walk.say("carol", "#help", TOLD, root)
    walk.shortcut("bob", "record_of_this", channel="#help", ts=said)
    proposed = walk.shortcut("carol", "record_of_this", channel="#help", ts=said)
    walk.press("carol", proposed, "Change")
    walk.fill_in("carol", {"Title": "Parks that hold the rain", "Lessons": "Ask the neighbours first."})
    proposed = walk.command("carol", "add We let grass grow on two roofs.", "carol tells more", "/practice")
    walk.press("carol", proposed, "Looks right, send it to staff")
    proposed = walk.command("carol", "add We sold umbrellas.", "carol tells more", "/practice")
    walk.press("carol", proposed, "Throw away")
