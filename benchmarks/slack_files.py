"""Staff send a file of records to the bot in a fake Slack: preview, one confirmation, and what is refused."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.slack_people import ROOT, STAFF, Sight, Walk

TABLE = """id;title;problem;result;year_start
alder-drains;A fee to pay for storm drains;"Drains flooded; nobody paid";worked;2019
birch-trees;=HYPERLINK("https://example.org");Heat;;
cedar-bus;;No bus;worked;2020
"""


def import_a_file(walk: Walk) -> None:
    """Play an import with a rejected row, the same file again, one thrown away, others' files; an export."""
    shown = send(walk, STAFF, "ours.csv", TABLE, "sends a file of three rows")
    walk.press(STAFF, shown, "Import 2 records")
    send(walk, STAFF, "ours.csv", TABLE, "sends the same file again")
    changed = TABLE.replace(";2019", ";2018")
    walk.press(STAFF, send(walk, STAFF, "ours.csv", changed, "sends it with another year"), "Throw away")
    send(walk, STAFF, "report.pdf", "%PDF-1.7", "sends what is no table")
    send(walk, "carol", "ours.csv", TABLE, "is no staff and sends a file, too")
    walk.command(STAFF, "export csv", "dana takes the records along", "/practice")
    walk.command("carol", "export csv", "carol, who is no staff, tries to", "/practice")


def import_real_cases(walk: Walk, data: Path) -> None:
    """Play the preview of a library of real cases, with the map for its columns; then throw it away."""
    table, its_map = data / "practices_real" / "climate_adapt.jsonl", ROOT / "docs/maps/climate_adapt.toml"
    files = [_file(each.name, each.read_text(encoding="utf-8")) for each in (table, its_map)]
    shown = _sent(walk, STAFF, files, "sends real cases with their map")
    print(next(line for line in shown["text"].splitlines() if line.startswith("New: ")))
    walk.press(STAFF, shown, "Throw away")


def send(walk: Walk, person: str, name: str, content: str, what: str) -> Sight:
    """Let a person send the bot a file with the word that has it imported; return the answer."""
    return _sent(walk, person, [_file(name, content)], what)


def _sent(walk: Walk, person: str, files: Sequence[Mapping[str, str]], what: str) -> Sight:
    title = f"{person} {what}: import"
    return walk.scene(title, "say", user=person, channel="dm", text="import", files=list(files))[-1]


def _file(name: str, content: str) -> dict[str, str]:
    return {"name": name, "content": content, "mimetype": "text/plain"}
