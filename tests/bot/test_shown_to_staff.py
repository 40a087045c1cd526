"""What staff read before they decide: all that a draft or record says, and who said and verified it."""

from typing import Any

from bot.cards import card
from bot.events.curation import QueueWanted
from bot.events.practice import HistoryWanted, PracticeWanted
from bot.messages.curation import DraftToReview
from bot.messages.editing import HistoryShown
from bot.messages.practice import PracticeShown
from matching.domain import RecordId
from store import networks, officials
from tests.bot.curating import approve, draft
from tests.bot.staffed import LATER, SAM, TESS, official
from tests.bot.stage import ANA, PRIVATE, Stage, only
from tests.bot.test_record_editing import edited, opened, sent
from tests.bot.test_reviewing import stored


def test_a_draft_is_shown_with_all_that_its_fields_say(staffed: Stage):
    _, shown = draft(staffed)
    form = opened(staffed, "edit_record", shown.record_id)
    sources = "City manager, Elm | https://elm.example\nMinutes | https://oak.example/minutes"
    said: dict[str, Any] = {
        "year_start": "2019",
        "year_end": "2021",
        "status": "ended",
        "sdg_targets": "11.6, 6.b",
    }
    sent(staffed, form, **said, sources=sources, source_lang="es", visibility="named", readers="Ash\nFir")

    [again] = staffed.do(QueueWanted(SAM, PRIVATE), LATER)

    drawn = card(again.message, "en").paragraphs
    for line in (
        "Began in: 2019",
        "Ended in: 2021",
        "It has ended",
        "Targets of the Sustainable Development Goals: 6.b, 11.6",
        "Sources: Minutes https://oak.example/minutes",
        "Language of the first source: Spanish",
        "Only officials of the places named below",
        "Places whose officials may read it: Ash (United States), Fir (United States)",
    ):
        assert line in drawn


def test_a_draft_of_somebody_who_was_not_verified_says_so_and_is_not_verified_by_them(staffed: Stage):
    _, shown = draft(staffed)
    with staffed.engine.begin() as connection:
        officials.mark_unverified(connection, official(staffed, ANA).id)
    [again] = staffed.do(QueueWanted(SAM, PRIVATE), LATER)

    assert "Its author is not verified yet." in card(again.message, "en").closing
    approve(staffed, shown)
    published = stored(staffed, shown)
    assert (published.state, published.record.verified_on) == ("published", None)


def test_a_draft_of_somebody_verified_says_nothing_of_it(staffed: Stage):
    _, shown = draft(staffed)

    assert card(shown, "en").closing == ()


def test_staff_see_who_may_read_a_record_and_who_verified_it_until_when(staffed: Stage):
    with staffed.engine.begin() as connection:
        networks.ensure_topics(connection, staffed.network_id, ["water"])
    sent(staffed, opened(staffed, "verify_record", staffed.record.id), until="2026-09-01")
    edited(staffed, visibility="named", readers="Elm", topics="water")
    wanted = PracticeWanted(TESS, PRIVATE, staffed.record.id)

    drawn = card(only(PracticeShown, staffed.do(wanted, LATER)), "en").paragraphs

    assert drawn[1:5] == (
        "Topics: water",
        "Who may read it? Only officials of the places named below",
        "Places whose officials may read it: Elm (United States)",
        "Verified by Sam Sorrel until September 1, 2026",
    )


def test_others_see_its_topics_and_nothing_else_of_that(staffed: Stage):
    with staffed.engine.begin() as connection:
        networks.ensure_topics(connection, staffed.network_id, ["water"])
    edited(staffed, topics="water")

    shown = only(PracticeShown, staffed.do(PracticeWanted(ANA, PRIVATE, staffed.record.id), LATER))

    drawn = str(card(shown, "en").paragraphs)
    assert "Topics: water" in drawn
    assert "Who may read it?" not in drawn


def test_the_history_tells_who_said_which_part_and_who_approved_it(staffed: Stage):
    event, shown = draft(staffed, lessons="")
    sent(staffed, opened(staffed, "edit_record", shown.record_id), cost="Little")
    [again] = staffed.do(QueueWanted(SAM, PRIVATE), LATER)
    assert isinstance(again.message, DraftToReview)
    approve(staffed, again.message)

    history = only(HistoryShown, staffed.do(HistoryWanted(TESS, PRIVATE, shown.record_id), LATER))

    source = f"introduction {event.introduction_id}"
    assert card(history, "en").paragraphs[-3:] == (
        "Who said it:",
        "• Title, Problem, What was done, What came of it, The result in a word, Topics, Place, Office, "
        "Sources, Language of the first source, Who may read it?: "
        f"Ana Alder, City manager, March 3, 2026, {source}, approved by Sam Sorrel",
        "• Cost: Sam Sorrel, staff, March 2, 2026, edit, approved by Sam Sorrel",
    )
    assert stored(staffed, shown).record.id == RecordId(shown.record_id)
