"""What came of introductions changes the next answer, and what is kept behind an answer."""

import pytest

from bot.events import IntroductionWanted
from bot.messages import Refused
from bot.phrases import words
from bot.shown import ReasonShown
from matching.domain import QuestionId
from store import loads, officials
from tests.bot.stage import ANA, CHANNEL, CHLOE, Stage, only
from tests.factories import NOW, add_office, add_record
from tests.joining import add_introduction


def official(stage: Stage, connection, chat_id: str):
    found = officials.by_identity(connection, stage.workspace_id, chat_id, NOW.date())
    assert found
    return found


def test_a_record_that_helped_a_place_says_so_to_the_next_asker(stage: Stage):
    question = QuestionId(stage.ask(CHLOE).question_id)
    with stage.engine.begin() as connection:
        chloe, ben = (official(stage, connection, chat_id) for chat_id in ("U-chloe", "U-ben"))
        add_introduction(connection, question, chloe, ben, "adopted", record_id=stage.record.id)

    first = stage.ask(ANA).matches[0]

    assert first.reasons[0] == ReasonShown("helped", "1")
    assert words("en").why(first.reasons[:1]) == "Why this peer: helped 1 place"


def test_whom_else_to_ask_is_kept_behind_the_three_matches_that_are_shown(stage: Stage):
    with stage.engine.begin() as connection:
        for number in range(5):
            office = add_office(connection, stage.network_id, "Public works", f"Place {number}")
            add_record(connection, stage.network_id, f"k{number}", office, title=stage.record.title)

    answer = stage.ask()

    with stage.engine.connect() as connection:
        behind, _ = loads.close(
            connection, stage.network_id, QuestionId(answer.question_id), None, NOW.date()
        )
    assert len(answer.matches) == 3
    assert [each.record_id for each in behind][:3] == [match.record_id for match in answer.matches]
    assert len(behind) == 6
    assert [each.score for each in behind] == sorted((each.score for each in behind), reverse=True)

    said = stage.do(IntroductionWanted(ANA, CHANNEL, answer.question_id, behind[-1].record_id))
    assert only(Refused, said).reason == "unknown_match"


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        (ReasonShown("helped", "3"), "helped 3 places"),
        (ReasonShown("holds_record"), "this office holds a record that matches the question"),
        (ReasonShown("can_answer"), "said they could answer this question"),
        (ReasonShown("volunteers", "parks"), "offered to be asked about parks"),
        (ReasonShown("same_topic", "parks"), "this office has a record about parks"),
        (ReasonShown("spoken", "es"), "both speak Spanish"),
        (ReasonShown("shared_hours", "1"), "1 shared working hour"),
        (ReasonShown("shared_hours", "5"), "5 shared working hours"),
    ],
)
def test_every_reason_for_asking_somebody_reads_plainly(reason: ReasonShown, text: str):
    assert words("en").why((reason,)) == f"Why this peer: {text}"
