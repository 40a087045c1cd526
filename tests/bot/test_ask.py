"""Ask: what an official is shown, what is kept, and what nobody else may see."""

from dataclasses import replace

from bot.events import Asked
from bot.messages import Refused, Thanked
from matching.domain import Audience, QuestionId
from store import questions, record_changes
from tests.bot.stage import ANA, BEN, CHANNEL, CHLOE, PRIVATE, QUESTION, STRANGER, Stage, of_kind, only
from tests.factories import NOW, add_network, add_record


def test_a_question_is_answered_with_the_record_its_place_result_and_source(stage: Stage):
    answer = stage.ask()

    match = answer.matches[0]
    assert (match.title, match.place.name, match.result) == ("A fee to pay for storm drains", "Oak", "worked")
    assert match.source_url == "https://example.org/stormwater"
    assert answer.band == "good"


def test_a_question_with_typing_mistakes_is_answered_as_it_was_meant_and_kept_as_it_was_asked(stage: Stage):
    asked = "Who has which driains?"

    answer = stage.ask(text=asked)

    with stage.engine.connect() as connection:
        kept = questions.by_id(connection, stage.network_id, QuestionId(answer.question_id))
    assert (answer.band, answer.matches[0].title) == ("good", "A fee to pay for storm drains")
    assert answer.question == asked
    assert kept is not None
    assert kept.text == asked


def test_the_reasons_say_why_this_peer(stage: Stage):
    codes = {reason.code for reason in stage.ask().matches[0].reasons}

    assert {"similar_size", "same_country"} <= codes


def test_a_question_nobody_can_answer_gets_an_honest_none_and_is_kept(stage: Stage):
    answer = stage.ask(text="Where do pelicans sleep?")

    with stage.engine.connect() as connection:
        kept = questions.by_id(connection, stage.network_id, QuestionId(answer.question_id))
    assert (answer.band, answer.matches) == ("none", ())
    assert kept is not None
    assert kept.text == "Where do pelicans sleep?"


def test_only_the_first_answer_tells_what_is_kept(stage: Stage):
    first, second = stage.ask(), stage.ask(text="Who pays for storm drains?")

    assert (first.first_time, second.first_time) == (True, False)


def test_however_many_records_a_place_has_itself_its_officials_are_shown_the_peers_one(stage: Stage):
    with stage.engine.begin() as connection:
        for number in range(60):  # more than the matcher retrieves
            key, fields = f"oak-{number}", {"title": "A fee to pay for storm drains", "lessons": f"{number}"}
            add_record(connection, stage.network_id, key, stage.offices["Oak"], **fields)
        peer = {"title": "Storm drains on credit", "problem": "", "action": "", "outcome": "", "lessons": ""}
        add_record(connection, stage.network_id, "elm", stage.offices["Elm"], **peer)

    matches = stage.ask(BEN).matches

    assert [match.title for match in matches] == ["Storm drains on credit"]


def test_a_place_is_never_shown_its_own_record(stage: Stage):
    assert [match.place.name for match in stage.ask(BEN).matches] == []


def test_a_record_of_an_office_that_nobody_joined_is_shown_without_an_introduction(stage: Stage):
    answer = stage.ask(text="Who has sensors that dim street lamps?")

    assert [(match.place.name, match.can_introduce) for match in answer.matches] == [("Fir", False)]


def test_somebody_without_an_office_is_answered_too(stage: Stage):
    assert stage.ask(STRANGER).matches[0].place.name == "Oak"


def test_records_of_another_network_are_never_found(stage: Stage):
    with stage.engine.begin() as connection:
        other = add_network(connection, "Another network")
        add_record(
            connection, other, "theirs", title="Where pelicans sleep", problem="Pelicans sleep", action=""
        )

    assert stage.ask(text="Where do pelicans sleep?").matches == ()


def test_a_record_imported_while_serving_is_found_at_the_next_question(stage: Stage):
    assert stage.ask(text="Where do pelicans sleep?").matches == ()
    with stage.engine.begin() as connection:
        add_record(
            connection, stage.network_id, "pelicans", title="Where pelicans sleep", problem="", action=""
        )

    assert stage.ask(text="Where do pelicans sleep?").matches[0].title == "Where pelicans sleep"


def test_a_withdrawn_record_is_gone_at_the_next_question(stage: Stage):
    stage.ask()
    with stage.engine.begin() as connection:
        record_changes.withdraw(connection, stage.network_id, stage.record.id, NOW)

    assert stage.ask(CHLOE).matches == ()


def test_a_helpful_answer_is_found_by_later_askers_as_asked_before_by_a_kind_of_place(stage: Stage):
    stage.rate(stage.ask(), helpful=True)

    before = stage.ask(CHLOE).matches[0].asked_before

    assert before is not None
    assert before.asker is not None
    assert (before.asker.name, before.asker.population) == ("", 60_000)
    assert (before.conversation, before.thread) == (CHANNEL.conversation, CHANNEL.thread)


def test_a_private_question_is_never_shown_to_others(stage: Stage):
    stage.rate(stage.ask(spot=PRIVATE), helpful=True)

    assert stage.ask(CHLOE).matches[0].asked_before is None


def test_a_question_whose_audience_nobody_knows_counts_as_private(stage: Stage):
    answer = stage.ask(spot=replace(CHANNEL, audience=None))

    with stage.engine.connect() as connection:
        kept = questions.by_id(connection, stage.network_id, QuestionId(answer.question_id))
    assert kept is not None
    assert kept.audience is Audience.PRIVATE
    assert answer.private


def test_feedback_is_kept_and_thanked(stage: Stage):
    answer = stage.ask()

    thanks = only(Thanked, stage.rate(answer, helpful=False))

    with stage.engine.connect() as connection:
        kept = questions.by_id(connection, stage.network_id, QuestionId(answer.question_id))
    assert thanks == Thanked(helpful=False, question_id=answer.question_id)
    assert kept is not None
    assert kept.helpful is False


def test_only_the_asker_can_rate_an_answer(stage: Stage):
    answer = stage.ask(ANA, QUESTION)

    refused = of_kind(Refused, stage.rate(answer, helpful=True, speaker=CHLOE))

    assert [each.reason for each in refused] == ["not_your_question"]


def test_where_the_chat_tells_no_locale_the_answer_is_in_the_language_of_the_question(stage: Stage):
    text = "¿Cómo pagan los desagües pluviales en otras ciudades del mundo?"

    answer, *_ = stage.do(Asked(ANA, CHANNEL, text))

    assert answer.locale == "es"


def test_the_chats_locale_wins_over_the_language_of_the_question(stage: Stage):
    speaker = replace(ANA, locale="en-GB")

    answer, *_ = stage.do(Asked(speaker, CHANNEL, "¿Cómo pagan los desagües pluviales en otras ciudades?"))

    assert answer.locale == "en-GB"
