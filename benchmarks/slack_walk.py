"""Walk through Counterpart in Slack, against a fake Slack that judges every message: what do people see?

    python -m benchmarks.slack_walk --world FOLDER --out docs/slack-walkthrough.txt

    python -m benchmarks.slack_walk --world FOLDER --out FILE --data FOLDER

FOLDER holds world.py, a program that acts as Slack: Web API, signed deliveries, people who click. The app is
`counterpart serve` on the demonstration network, then on two of their own, with the scopes of manifest.json
and no other. With --data staff also send real cases of that folder, with a map; what is committed is made
without. Ends with status 1 if that Slack refused anything or found anything wrong for a reader.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.slack_curation import curate
from benchmarks.slack_files import import_real_cases
from benchmarks.slack_founding import found_a_network
from benchmarks.slack_giving import give_back
from benchmarks.slack_people import CHANNELS, CURATED, ITS_OWN_YES, ROOT, Sight, Walk, running
from benchmarks.slack_summary import call_for_practices, read_the_summary


def walk_through(walk: Walk) -> None:
    """Play every surface and every button of the Slack adapter once, with three officials."""
    question = "@helperbot mandating vaccines for employees?"
    answer = walk.ask("alice", "#help", question, "alice asks in #help")
    stand_for(walk, "bob", answer, match=1)
    accept(walk, answer)
    walk.press("alice", answer, "Helpful")

    walk.ask("alice", "#help", "@helperbot Which cheese goes with figs?", "alice asks what no record answers")

    question = "¿Cómo vacunamos a quienes no salen de casa?"
    answer = walk.ask("alice", "dm", question, "alice asks in direct messages")
    walk.ask("bob", "dm", f"as {office_of(answer)}", "bob stands for another office")
    walk.press("alice", answer, "Introduce us")
    walk.press("bob", walk.latest("bob", "[Accept]"), "Decline")
    walk.press("alice", answer, "Not helpful")
    question = "@helperbot must our employees be vaccinated?"
    walk.ask("bob", "#help", question, "bob asks in #help what alice asked before")

    answer = walk.command("alice", "How do we lower speed limits in the centre?", "alice asks by command")
    walk.press("alice", answer, "Introduce us", ITS_OWN_YES)

    answer = walk.command("alice", "How do we turn vacant lots into parks?", "alice asks by command")
    stand_for(walk, "bob", answer, match=1)
    hurry_and_decline(walk, answer)
    use_shortcuts(walk)
    give_back(walk)
    walk.command("alice", "help", "alice wants help")
    visit_pages(walk)
    read_the_summary(walk)
    call_for_practices(walk)
    walk.suggestions("carol")


def stand_for(walk: Walk, person: str, answer: Sight, match: int) -> None:
    """Let a person stand for the office of a match that can be introduced, the first one being 1."""
    walk.command(person, f"as {office_of(answer, match)}", f"{person} stands for the office of match {match}")


def accept(walk: Walk, answer: Sight) -> None:
    """Play an introduction by the first match to which bob says yes."""
    walk.press("alice", answer, "Introduce us")
    walk.press("bob", walk.latest("bob", "[Accept]"), "Accept")


def hurry_and_decline(walk: Walk, answer: Sight) -> None:
    """Play an introduction that cannot wait, to which bob says no: alice goes on reading that she waits.

    Whom the bot asks next, four working hours later, is in tests/transcripts/urgent.txt.
    """
    walk.press("alice", answer, "Introduce us")
    walk.press("alice", walk.latest("alice", "[It is urgent]"), "It is urgent")
    walk.press("bob", walk.latest("bob", "[Accept]"), "Decline")
    walk.home("alice")


def use_shortcuts(walk: Walk) -> None:
    """Play the shortcut at somebody's message in a thread, and the one from anywhere."""
    root = walk.say("carol", "#help", "Our council meets on Tuesday.")
    said = walk.say("carol", "#help", "How do others get old people through a heat wave?", root)
    walk.shortcut("bob", "ask_about_this", channel="#help", ts=said)
    walk.fill_in("bob", {"Who sees the answer?": "Answer in the thread, for everybody there"})
    walk.shortcut("bob", "ask_peers")
    question = "What happens to ridership when buses become free?"
    walk.fill_in("bob", {"Your question": question, "Who sees the answer?": "Only I see the answer"})


def visit_pages(walk: Walk) -> None:
    """Play what belongs to no question: the Home tab and the use of /profile and /staff."""
    walk.home("carol")
    walk.command("carol", "help", "carol wants to know how to join", "/profile")
    walk.command("carol", "help", "carol wants to know about staff", "/staff")


PARTS = {
    "The demonstration network: whoever writes stands for an office": walk_through,
    "A network of its own: people join, staff verify them, days pass": found_a_network,
    "Curation: two staff look after the records": curate,
}


def office_of(answer: Sight, match: int = 1) -> str:
    """Return the office, with its place, of a match that can be introduced, the first one being 1."""
    records = map(json.loads, (ROOT / "demo" / "practices.jsonl").read_text(encoding="utf-8").splitlines())
    by_title = {each["title"]: f"{each['contact_role']}, {each['place']}" for each in records}
    shown = answer["text"].split("[Introduce us]")[match - 1].splitlines()
    return next(by_title[line] for line in reversed(shown) if line in by_title)


def main() -> None:
    """Walk, write the transcript, print it and what was wrong; end with status 1 if anything was."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--world", type=Path, required=True, help="folder that holds world.py")
    parser.add_argument("--out", type=Path, required=True, help="file for the transcript")
    parser.add_argument("--data", type=Path, help="folder that holds practices_real/climate_adapt.jsonl")
    arguments = parser.parse_args()
    lines, problems = list[str](), dict[str, list[Any]]()
    for title, play in PARTS.items():
        is_demo, channels = play is walk_through, CURATED if play is curate else CHANNELS
        with (
            tempfile.TemporaryDirectory() as folder,
            running(Path(folder), arguments.world.absolute(), channels, demonstration=is_demo) as world,
        ):
            walk = Walk(world)
            play(walk)
            if arguments.data and play is found_a_network:
                import_real_cases(walk, arguments.data)
            lines += ["", f"#### {title}", *walk.lines]
            for kind, found in world.do("problems").items():
                problems.setdefault(kind, []).extend(found)
    transcript = "\n".join(lines).strip() + "\n"
    arguments.out.write_text(transcript, encoding="utf-8")
    print(transcript)
    print(json.dumps(problems, indent=2))
    sys.exit(1 if any(problems.values()) else 0)


if __name__ == "__main__":
    main()
