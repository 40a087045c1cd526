"""What an asker may not find takes no place from what they may, and no probability."""

from dataclasses import replace

from sqlalchemy import Connection

from bot.events.practice import PracticeSearched
from bot.library import Library, Sought
from bot.messages.practice import PracticesFound
from matching.domain import EntryKey, EntryKind, Official, PracticeRecord, RecordId, Visibility
from matching.entries import Within
from matching.matcher import COMPARED
from store import questions, record_changes
from store.record_values import draft_of
from tests.bot.stage import ANA, CHLOE, PRIVATE, Stage, only
from tests.bot.test_library import GENTLE
from tests.factories import NOW, add_question, add_record
from tests.fakes_cross_encoder import Preferring
from tests.fakes_embedder import WordEmbedder

# No record says any of it: only an earlier question leads to one.
ASKED = "Where do pelicans sleep?"
# Further away than ASKED itself: of its three words it has two.
LESS_CLOSE = "Pelicans that sleep outside"


def hide(stage: Stage, record: PracticeRecord) -> None:
    with stage.engine.begin() as connection:
        draft = replace(draft_of(record), visibility=Visibility.NAMED)
        record_changes.save(connection, stage.network_id, draft, NOW)


def add_earlier(
    connection: Connection, stage: Stage, text: str, answered_by: PracticeRecord, asker: Official
) -> None:
    """An earlier question of somebody that this record answered."""
    question_id = add_question(
        connection, stage.network_id, asker, text=text, matches=[answered_by], workspace_id=stage.workspace_id
    )
    questions.note_answer(connection, stage.network_id, question_id, answered_by.id, None, NOW)


def crowd(stage: Stage, leading_to: PracticeRecord, count: int) -> None:
    """Let so many earlier questions lead to one record, and one that is less close to Oak's."""
    asker = stage.official(CHLOE)
    with stage.engine.begin() as connection:
        for _ in range(count):
            add_earlier(connection, stage, ASKED, leading_to, asker)
        add_earlier(connection, stage, LESS_CLOSE, stage.record, asker)


def own_record(stage: Stage) -> PracticeRecord:
    with stage.engine.begin() as connection:
        return add_record(connection, stage.network_id, "elm-trees", stage.offices["Elm"], title="Trees")


def found(stage: Stage) -> list[int]:
    return [each.record_id for each in stage.ask(ANA, ASKED).matches]


def test_earlier_questions_that_lead_to_the_own_places_records_do_not_crowd_out_the_peers(stage: Stage):
    crowd(stage, own_record(stage), COMPARED)

    assert found(stage) == [stage.record.id]


def test_earlier_questions_that_lead_to_hidden_records_do_not_crowd_out_others(stage: Stage):
    hide(stage, stage.unjoined)
    crowd(stage, stage.unjoined, COMPARED)

    assert found(stage) == [stage.record.id]


def test_however_many_of_them_there_are(stage: Stage):
    crowd(stage, own_record(stage), 300)

    assert found(stage) == [stage.record.id]


def test_a_search_is_not_crowded_out_by_questions_that_lead_to_hidden_records(stage: Stage):
    hide(stage, stage.unjoined)
    crowd(stage, stage.unjoined, COMPARED)

    searched = stage.do(PracticeSearched(ANA, PRIVATE, ASKED))

    assert [each.record_id for each in only(PracticesFound, searched).found] == [stage.record.id]


def test_a_question_that_leads_to_a_hidden_record_and_to_another_one_leads_to_that(stage: Stage):
    hide(stage, stage.unjoined)
    with stage.engine.begin() as connection:
        question_id = add_question(connection, stage.network_id, stage.official(CHLOE), text=ASKED)
        for record in (stage.unjoined, stage.record):
            questions.note_answer(connection, stage.network_id, question_id, record.id, None, NOW)

    assert found(stage) == [stage.record.id]


def two_found(stage: Stage) -> tuple[PracticeRecord, PracticeRecord]:
    """A hidden record and one of Ash, both led to by earlier questions, the hidden one by the closer one."""
    hide(stage, stage.unjoined)
    asker = stage.official(CHLOE)
    with stage.engine.begin() as connection:
        ash = add_record(connection, stage.network_id, "ash-trees", stage.offices["Ash"], title="Trees")
        add_earlier(connection, stage, ASKED, stage.unjoined, asker)
        add_earlier(connection, stage, LESS_CLOSE, ash, asker)
    return stage.unjoined, ash


def candidates(stage: Stage, library: Library, hidden: PracticeRecord) -> dict[RecordId, float]:
    """What is found by whoever may not see a record, and how probably it answers."""
    within = Within(without=frozenset({EntryKey(EntryKind.RECORD, hidden.id)}))
    with stage.engine.connect() as connection:
        embedded = library.embedded(connection, ASKED)
        sought = Sought(stage.network_id, ASKED, embedded, "en", NOW.date())
        found = library.candidates(connection, sought, within)
    return {each.record.id: each.probability for each in found}


def test_a_cross_encoder_reads_and_deals_out_only_what_the_asker_may_see(stage: Stage):
    hidden, seen = two_found(stage)
    encoder = Preferring("sensor")  # a word of the hidden record
    plain = Library(stage.engine, WordEmbedder(), GENTLE)
    reading = Library(stage.engine, WordEmbedder(), GENTLE, cross_encoder=encoder)

    found = candidates(stage, reading, hidden)

    assert found == candidates(stage, plain, hidden)
    assert found.keys() == {seen.id, stage.record.id}
    assert encoder.read == [(ASKED, (seen.text, stage.record.text))]


def test_a_cross_encoder_reads_only_what_a_follow_up_keeps(stage: Stage):
    stage.add_peers("Dan")
    encoder = Preferring("bond")  # a word of Dan's record
    stage.library = Library(stage.engine, WordEmbedder(), cross_encoder=encoder)
    first = stage.ask()

    stage.ask(text="more")

    assert len(first.matches) == 2
    assert [texts for _, texts in encoder.read[1:]] == [()]
