"""Drafting: what somebody did with what they learned becomes a draft that nobody finds."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.desk import Desk
from bot.events import DraftWritten, Unanswerable
from bot.forms import Form, Submitted
from bot.messages import AnswerShown, Refused
from bot.messages.follow_up import DraftKept
from bot.outgoing import Outgoing
from bot.refusal import Refusal
from bot.screening import screened
from bot.speaker import Speaker
from matching.domain import PracticeRecord, RecordId
from store import contributions, record_changes, records
from tests.bot.stage import ANA, BEN, CHLOE, PRIVATE, Stage, of_kind, only
from tests.bot.test_follow_up import answered_in_writing, introduced
from tests.factories import NOW, make_draft

LATER = NOW + timedelta(days=8)
TEXTS: dict[str, Any] = {
    "title": "Gutters cleaned before autumn",
    "problem": "Leaves blocked storm drains every October.",
    "action": "Two crews clean the gutters of the lowest streets in September.",
    "outcome": "Half as many calls.",
    "lessons": "Begin with the lowest streets.",
    "result": "worked",
}


def written(introduction_id: int, speaker: Speaker = ANA, **texts: str) -> DraftWritten:
    return DraftWritten(speaker, PRIVATE, introduction_id, **(TEXTS | texts))


def filled_in(introduction_id: int, speaker: Speaker = ANA, **texts: str) -> Submitted:
    values: Mapping[str, tuple[str, ...]] = {name: (text,) for name, text in (TEXTS | texts).items()}
    return Submitted(speaker, PRIVATE, "what_we_did", (introduction_id,), values)


def desk(stage: Stage) -> Desk:
    return Desk(stage.engine, lambda: LATER)


def opened(stage: Stage, introduction_id: int, speaker: Speaker = ANA) -> Form:
    return desk(stage).open(speaker, "what_we_did", (introduction_id,))


def reasons(said: list[Outgoing]) -> list[str]:
    return [message.reason for message in of_kind(Refused, said)]


def drafted(stage: Stage, key: str) -> PracticeRecord | None:
    with stage.engine.connect() as connection:
        return records.drafted(connection, stage.network_id, key)


def test_a_draft_is_kept_with_the_place_of_its_author_and_the_day_as_its_source(stage: Stage):
    introduction_id = introduced(stage)

    thanks = only(DraftKept, stage.do(written(introduction_id), LATER))

    assert (thanks.title, thanks.changed) == (TEXTS["title"], False)
    draft = drafted(stage, f"draft-{introduction_id}")
    assert draft
    assert draft.office == stage.offices["Elm"]
    assert draft.source_title == "City manager, Elm, 2026-03-10"
    assert (draft.place, draft.country, draft.topics) == ("Elm", "US", stage.record.topics)
    assert {name: getattr(draft, name) for name in TEXTS} == TEXTS


def test_a_draft_has_its_author_and_the_introduction_that_it_came_of(stage: Stage):
    introduction_id = introduced(stage)
    stage.do(written(introduction_id), LATER)

    draft = drafted(stage, f"draft-{introduction_id}")
    assert draft
    with stage.engine.connect() as connection:
        kept = contributions.of_record(connection, RecordId(draft.id))
    assert kept
    assert (kept.introduction_id, kept.drafted_at) == (introduction_id, LATER)


def test_nobody_finds_a_draft(stage: Stage):
    stage.do(written(introduced(stage)), LATER)

    answer = stage.ask(CHLOE, "How do you keep leaves out of gutters?")

    assert isinstance(answer, AnswerShown)
    assert TEXTS["title"] not in repr(answer)


def test_a_second_time_changes_the_draft_and_the_form_shows_the_first(stage: Stage):
    introduction_id = introduced(stage)
    stage.do(written(introduction_id), LATER)
    form = opened(stage, introduction_id)

    thanks = only(DraftKept, stage.do(written(introduction_id, title="Cleaner gutters"), LATER))

    assert {each.name: each.values[0] for each in form.fields} == TEXTS
    assert thanks.changed
    draft = drafted(stage, f"draft-{introduction_id}")
    assert draft
    assert draft.title == "Cleaner gutters"


def test_each_side_writes_a_draft_of_its_own(stage: Stage):
    introduction_id = introduced(stage)
    stage.do(written(introduction_id), LATER)
    stage.do(written(introduction_id, BEN, title="What Oak did"), LATER)

    mine, theirs = (drafted(stage, f"draft-{introduction_id}{end}") for end in ("", "-peer"))
    assert mine
    assert theirs
    assert (mine.title, theirs.title, theirs.place) == (TEXTS["title"], "What Oak did", "Oak")


def test_only_the_two_who_were_introduced_write_one(stage: Stage):
    introduction_id = introduced(stage)

    assert reasons(stage.do(written(introduction_id, CHLOE), LATER)) == ["not_your_introduction"]
    with pytest.raises(Refusal, match="not_your_introduction"):
        opened(stage, introduction_id, CHLOE)
    with pytest.raises(Refusal, match="unknown_introduction"):
        opened(stage, 999)


def test_before_both_agreed_there_is_nothing_to_write_about(stage: Stage):
    request = stage.ask_peer()

    assert reasons(stage.do(written(request.introduction_id), LATER)) == ["unknown_introduction"]


def test_who_left_their_office_is_told_what_to_do(stage: Stage):
    introduction_id = introduced(stage)
    stage.leave(ANA, stage.offices["Elm"])

    assert reasons(stage.do(written(introduction_id), LATER)) == ["author_without_office"]


def test_a_record_that_a_file_brought_under_the_key_of_the_draft_stays_as_it_is(stage: Stage):
    introduction_id = introduced(stage)
    theirs = make_draft(f"draft-{introduction_id}", title="Theirs")
    with stage.engine.begin() as connection:
        record_changes.save(connection, stage.network_id, theirs, NOW)

    stage.do(written(introduction_id), LATER)
    assert opened(stage, introduction_id).fields[0].values == (TEXTS["title"],)
    assert only(DraftKept, stage.do(written(introduction_id, title="Mine"), LATER)).changed

    mine = drafted(stage, f"draft-{introduction_id}-2")
    assert mine
    assert mine.title == "Mine"
    with stage.engine.connect() as connection:
        found = records.by_key(connection, stage.network_id, theirs.key)
    assert found
    assert found.title == "Theirs"


def test_what_staff_published_is_changed_by_staff(stage: Stage):
    introduction_id = introduced(stage)
    stage.do(written(introduction_id), LATER)
    with stage.engine.begin() as connection:
        record_changes.save(connection, stage.network_id, make_draft(f"draft-{introduction_id}"), NOW)

    assert reasons(stage.do(written(introduction_id), LATER)) == ["draft_reviewed"]
    with pytest.raises(Refusal, match="draft_reviewed"):
        desk(stage).check(filled_in(introduction_id))


def test_after_the_record_was_withdrawn_a_draft_is_kept_without_its_topics(stage: Stage):
    introduction_id = introduced(stage)
    with stage.engine.begin() as connection:
        record_changes.withdraw(connection, stage.network_id, stage.record.id, NOW)

    assert only(DraftKept, stage.do(written(introduction_id), LATER))
    draft = drafted(stage, f"draft-{introduction_id}")
    assert draft
    assert draft.topics == ()


def test_a_form_without_mistakes_becomes_the_draft(stage: Stage):
    introduction_id = introduced(stage)
    submitted = filled_in(introduction_id, title=" Gutters \n cleaned ", lessons="")

    assert desk(stage).check(submitted) == {}
    assert desk(stage).event(submitted) == written(introduction_id, title="Gutters cleaned", lessons="")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", " ", "Please write a sentence or two here."),
        ("problem", "", "Please write a sentence or two here."),
        ("title", "x" * 151, "That is 151 characters; 150 are the most."),
        ("action", "x" * 1_501, "That is 1,501 characters; 1,500 are the most."),
        ("lessons", "Write to jane.doe@example.org", "(an e-mail address)"),
        ("result", "splendid", "Please choose one of these."),
    ],
)
def test_each_field_that_cannot_stay_has_a_sentence(stage: Stage, field: str, value: str, sentence: str):
    mistakes = desk(stage).check(filled_in(introduced(stage), ANA, **{field: value}))

    assert list(mistakes) == [field]
    assert sentence in mistakes[field]


def test_the_form_says_when_the_peer_must_not_be_recognised(stage: Stage):
    nameless = opened(stage, answered_in_writing(stage, attributable=False))

    assert "neither named nor recognised" in nameless.intro
    assert not any(name in repr(nameless) for name in ("Ben", "Birch", "Oak"))


def test_a_draft_after_a_nameless_answer_names_its_author_alone(stage: Stage):
    introduction_id = answered_in_writing(stage, attributable=False)
    stage.do(written(introduction_id), LATER)

    draft = drafted(stage, f"draft-{introduction_id}")
    assert not any(name in repr(draft) for name in ("Ben", "Birch", "Oak"))


def test_private_data_in_a_draft_is_not_even_stored_by_the_runner():
    event = replace(written(1), outcome="Call me at +1 650 253 0000")

    stored = screened(event)

    assert isinstance(stored, Unanswerable)
    assert stored.reason == "private_data"
