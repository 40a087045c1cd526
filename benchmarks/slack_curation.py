"""The third part of the walk: two staff look after the records, and who waited for one is told once."""

from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.slack_founding import A_WEEK, OFFICE, join, verify
from benchmarks.slack_people import COLLEAGUE, STAFF, Walk
from store.record_values import VERIFIED_FOR

TOLD = (
    "Our pool lifeguards left every summer because neighbouring towns paid more. In 2023 we trained retired "
    "swimmers as lifeguards and paid their certificates. Twelve of them stayed for two seasons."
)
TITLE = "Retired swimmers trained as lifeguards"
COST, COST_BY_COLLEAGUE = "The training cost 60,000 kroner.", "60,000 kroner, half of it from a sports club."
WAITS = "@helperbot How do you keep pool lifeguards from leaving?"
BEEHIVES = "@helperbot Who has put beehives on a town hall?"
OF_BEEHIVES = {
    "Problem": "The town centre had no bees.",
    "What came of it": "The honey pays for the hives.",
    "The result in a word": "worked",
}
WHY = "Why? Staff can read it in the record’s history."
FITS = "A record that fits your question"


def curate(walk: Walk) -> None:
    """Play the life of a record, from an official's own words to its withdrawal, and a quoted reply."""
    join(walk, "alice", ("Ghen", "Ghent"), {OFFICE: "Sports department"})
    verify(walk)
    join(walk, "carol", ("Copen", "Copenhagen"), {OFFICE: "Leisure department"})
    verify(walk)
    run_out(walk)  # first: the server looks for last days once a day, however many days are let pass
    record = give_back_to_who_waits(walk)
    edit_at_once(walk, record)
    merge_and_take_apart(walk, record)
    look_after(walk, record)
    use_a_reply(walk)


def give_back_to_who_waits(walk: Walk) -> int:
    """Play a draft that is returned, written again and published, and the question that waited for it."""
    walk.ask("alice", "#help", WAITS, "alice asks what no record answers; her question stands")
    proposed = walk.command("carol", f"add {TOLD}", "carol tells what they did", "/practice")
    walk.press("carol", proposed, "Looks right, send it to staff")
    draft = walk.command(STAFF, "drafts", "dana takes up the first draft", "/curate")
    walk.press(STAFF, draft, "Return to author")
    walk.fill_in(STAFF, {"Reason": "Please give it a shorter title and say what the training cost."})
    walk.press("carol", walk.latest("carol", "ask you to change something"), "Change it")
    walk.fill_in("carol", {"Title": TITLE, "Cost": COST})
    walk.press(STAFF, walk.command(STAFF, "drafts", "dana reads it again", "/curate"), "Approve")
    told = walk.until("alice is told when she is at work", "alice", FITS)
    walk.press("alice", told, "Helpful")
    walk.later("A week passes: alice is not told again", A_WEEK)
    # The same message without its buttons, once she has pressed one, is no second one.
    if len({each["ts"] for each in walk.seen("alice", FITS)}) != 1:
        raise AssertionError("alice was told more than once")
    return number(walk, "lifeguards")


def number(walk: Walk, words: str) -> int:
    """Return the number of the record that fits the words best, as staff look it up."""
    found = walk.command(STAFF, f"search {words}", "dana looks for the number of a record", "/practice")
    return int(found["text"].split("/practice show ")[-1].split()[0])


def edit_at_once(walk: Walk, record: int) -> None:
    """Play two who edit one record at once: the second reads both versions, and saves what holds."""
    for person in (STAFF, COLLEAGUE):
        walk.command(person, f"edit {record}", f"{person} opens the record", "/practice")
    walk.fill_in(COLLEAGUE, {"Cost": COST_BY_COLLEAGUE})
    walk.fill_in(STAFF, {"Cost": "75,000 kroner in all.", "Lessons": "Begin in January."})
    walk.press(STAFF, walk.latest(STAFF, "Nothing of yours is saved yet"), "Edit again with what I wrote")
    walk.fill_in(STAFF, {"Cost": "75,000 kroner in all, half of it from a sports club."})


def merge_and_take_apart(walk: Walk, record: int) -> None:
    """Play a draft that says what a record says: it is merged, read under its old number, and taken apart."""
    told = TOLD.replace("Twelve of them", "A dozen") + " The pool never closed again."
    proposed = walk.command("carol", f"add {told}", "carol forgot that she told it", "/practice")
    walk.press("carol", proposed, "Looks right, send it to staff")
    near = walk.latest(STAFF, "Is this the same practice?")
    walk.press(STAFF, near, f"Merge into record {record}")
    walk.fill_in(STAFF, {"What was done": "Both, one after the other"})
    walk.command("carol", f"show {record + 1}", "carol looks at the record under its old number", "/practice")
    walk.press(STAFF, walk.latest(STAFF, "was merged into"), f"Unmerge record {record + 1}")
    walk.command(STAFF, "drafts", "dana finds it among the drafts again", "/curate")


def look_after(walk: Walk, record: int) -> None:
    """Play the commands about one record: show, history, withdraw and put back, verify."""
    walk.command(STAFF, f"show {record}", "dana reads the record, which is as it was", "/practice")
    walk.command(STAFF, f"withdraw {record}", "dana withdraws it", "/practice")
    walk.fill_in(STAFF, {WHY: "Carol checks a figure."})
    walk.command("alice", f"show {record}", "alice looks for it meanwhile", "/practice")
    walk.press(STAFF, walk.latest(STAFF, "[Put back]"), "Put back")
    walk.command(COLLEAGUE, f"verify {record}", "erin has called their office", "/practice")
    walk.fill_in(COLLEAGUE, {})
    walk.command(STAFF, f"history {record}", "dana reads what became of it", "/practice")


def run_out(walk: Walk) -> None:
    """Play the end of a record: its office is reminded, staff find a task, and it counts again."""
    walk.bring_in("An operator imports a record of Copenhagen that was verified a year ago", [_old_record()])
    reminded = walk.until("Its last day is over", "carol", "check whether this record is still right")
    walk.command(STAFF, "expiring", "dana looks what has run out", "/curate")
    walk.press("carol", reminded, "Still right: Council minutes read aloud on the phone")
    walk.command(STAFF, "expiring", "dana looks again", "/curate")


def use_a_reply(walk: Walk) -> None:
    """Play a reply in a thread that staff choose, its author's yes, and the draft that they make of it."""
    asked = walk.ask(
        "alice", "#help", "@helperbot Who has put beehives on a town hall?", "alice asks in #help"
    )
    reply = "We put four hives on our roof. A neighbour looks after them and sells the honey."
    said = walk.say("carol", "#help", reply, asked["thread_ts"])
    walk.shortcut(STAFF, "use_as_answer", channel="#help", ts=said)
    walk.fill_in(STAFF, {})
    walk.press("carol", walk.latest("carol", "May your answer be quoted?"), "Yes, with my name and office")
    walk.press(STAFF, walk.latest(STAFF, "This answer may be quoted"), "Make a record of it")
    walk.fill_in(STAFF, {"Title": "Beehives on the town hall"} | OF_BEEHIVES)


def _old_record() -> dict[str, Any]:
    """Return a record whose last day was yesterday."""
    return {
        "id": "minutes-by-phone",
        "title": "Council minutes read aloud on the phone",
        "problem": "Blind residents could not follow the council.",
        "action": "Students read the minutes aloud; a telephone line plays them.",
        "outcome": "Forty people call each week.",
        "result": "worked",
        "place": "Copenhagen",
        "place_type": "city",
        "country": "DK",
        "contact_role": "Leisure department",
        "verified_on": (datetime.now(UTC).date() - VERIFIED_FOR - timedelta(days=1)).isoformat(),
    }
