"""Offices that nobody joined or that nobody holds any more: staff find somebody."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.cards import card
from bot.events import OfficeSought
from bot.events.member import ContactNamed, NetworkLeft, PersonChecked, PlaceSaid, TasksWanted, TaskTaken
from bot.forms import Submitted
from bot.forms.staff import FORMS as STAFF_FORMS
from bot.introductions import introduce
from bot.messages import ConsentAsked, IntroductionNotMade, IntroductionRequested
from bot.messages.introductions import NobodyFree
from bot.messages.staff import ContactNoted, OfficeNotFound, OfficeSearched, OfficeToFind, SuccessorSought
from bot.outgoing import Outgoing
from bot.phrases import words
from bot.refusal import Refusal
from bot.speaker import Speaker
from bot.staff import tasks as staff_tasks
from matching.domain import OfficeId, Official
from store import introductions, memberships, merges, networks, officials, tables, tasks
from store.merges import Merging, Outcome
from store.record_values import draft_of
from tests.bot.curating import stands
from tests.bot.members import profile
from tests.bot.staffed import (
    CARD,
    LAMPS,
    LATER,
    SAM,
    TESS,
    arrival,
    join,
    official,
    open_task,
    overload,
    reasons,
    said_to,
    sought,
)
from tests.bot.stage import ANA, BEN, CHANNEL, CHLOE, PRIVATE, WORKSPACE, Stage, of_kind, only
from tests.factories import NOW, TODAY, add_network, add_office, add_official, add_record
from tests.joining import add_introduction

FINN = Speaker(WORKSPACE, "U0FINN")
NAME_CONTACT = STAFF_FORMS["name_contact"]
NAME_SUCCESSOR = STAFF_FORMS["name_successor"]

# An office that nobody joined


def test_staff_get_the_office_its_record_and_an_invitation_to_copy(staffed: Stage):
    said = sought(staffed)

    shown = card(only(OfficeToFind, said), "en")
    assert shown.paragraphs[0] == (
        "Water board, Fir (United States), owns the record “Sensors dim street lamps”. "
        "1 official waits for them."
    )
    assert shown.source == ("Stormwater programme review", "https://example.org/stormwater")
    for part in (
        "Water board, Fir",
        "Sensors dim street lamps",
        "20 minutes",
        "/profile",
        "example.org",
    ):
        assert part in shown.copyable
    assert [each.action for each in shown.buttons] == ["name_contact", "take_task"]


def test_neither_the_card_nor_the_invitation_names_the_asker(staffed: Stage):
    shown = repr(only(OfficeToFind, sought(staffed)))

    assert "Ana" not in shown
    assert "Elm" not in shown


def test_the_asker_is_told_that_staff_look_and_the_wish_is_kept(staffed: Stage):
    told = next(each for each in sought(staffed) if isinstance(each.message, OfficeSearched))

    assert (told.address.way, told.address.people) == ("only_to", (ANA.chat_id,))
    assert "have asked the staff" in card(told.message, "en").paragraphs[0]
    with staffed.engine.connect() as connection:
        kept = introductions.waiting_for(connection, staffed.network_id, ["office"])
    assert [each.office_id for each in kept] == [staffed.offices["Fir"].id]


def test_asking_for_the_same_office_again_changes_nothing(staffed: Stage):
    answer = staffed.ask(ANA, LAMPS)
    wish = OfficeSought(ANA, CHANNEL, answer.question_id, staffed.unjoined.id)
    staffed.do(wish)

    again = staffed.do(wish)

    assert [only(OfficeSearched, again).already_open, len(again)] == [True, 1]


def test_the_list_counts_everybody_who_waits(staffed: Stage):
    sought(staffed, ANA)
    sought(staffed, CHLOE)

    assert only(OfficeToFind, staffed.do(TasksWanted(SAM, PRIVATE))).waiting == 2


def test_where_nobody_is_staff_the_asker_is_told_so(stage: Stage):
    told = only(OfficeSearched, sought(stage))

    assert "Nobody is set as staff" in card(told, "en").paragraphs[0]


def test_an_office_that_somebody_joined_meanwhile_is_asked_at_once(staffed: Stage):
    answer = staffed.ask(ANA)
    join(staffed, official(staffed, BEN))

    said = staffed.do(OfficeSought(ANA, CHANNEL, answer.question_id, staffed.record.id))

    assert of_kind(OfficeSearched, said) == []
    assert of_kind(IntroductionRequested, said) != []


def test_only_the_asker_can_ask_for_the_office_of_a_match_they_were_shown(staffed: Stage):
    answer = staffed.ask(ANA, LAMPS)

    others = staffed.do(OfficeSought(CHLOE, CHANNEL, answer.question_id, staffed.unjoined.id))
    unknown = staffed.do(OfficeSought(ANA, CHANNEL, 999, staffed.unjoined.id))
    unmatched = staffed.do(OfficeSought(ANA, CHANNEL, answer.question_id, 999))

    assert reasons([*others, *unknown, *unmatched]) == [
        "not_your_question",
        "unknown_question",
        "unknown_match",
    ]


# Naming a contact


def name(stage: Stage, said: list[Outgoing], chat_id: str, called: str = "") -> list[Outgoing]:
    """Name the contact for the task that was posted among what was said."""
    task = next(each.message for each in said if isinstance(each.message, OfficeToFind | SuccessorSought))
    return stage.do(ContactNamed(SAM, CARD, task.task.id, chat_id, called), LATER)


def who(stage: Stage, chat_id: str) -> Official:
    return official(stage, Speaker(WORKSPACE, chat_id))


def test_a_new_contact_holds_the_office_as_verified_and_is_contacted_by_nobody(staffed: Stage):
    said = name(staffed, sought(staffed), "U0FINN", "Finn Fern")

    finn = who(staffed, "U0FINN")
    assert (finn.name, finn.verified_at) == ("Finn Fern", LATER)
    assert [office.name for office in finn.offices] == ["Water board"]
    assert [each for each in said if "U0FINN" in each.address.people] == []
    noted = card(only(ContactNoted, said), "en")
    assert "have not joined yet" in noted.paragraphs[0]
    assert "/profile" in noted.copyable


def test_naming_a_contact_closes_the_task(staffed: Stage):
    said = name(staffed, sought(staffed), "U0FINN", "Finn Fern")

    assert card(only(OfficeToFind, said), "en").closing == (
        "Sam Sorrel: A contact was named on March 3, 2026.",
    )


def test_a_contact_who_is_a_member_is_asked_what_waits_and_whether_the_records_are_right(staffed: Stage):
    join(staffed, official(staffed, CHLOE))

    said = name(staffed, sought(staffed), CHLOE.chat_id)

    assert only(ContactNoted, said).member
    to_chloe = said_to(said, CHLOE)
    assert len(to_chloe) > 1
    assert any("Sensors dim street lamps" in repr(each.message) for each in to_chloe)
    with staffed.engine.connect() as connection:
        assert introductions.waiting_for(connection, staffed.network_id, ["office"]) == ()


def test_a_contact_who_left_the_directory_is_not_asked(staffed: Stage):
    chloe = official(staffed, CHLOE)
    join(staffed, chloe)
    with staffed.engine.begin() as connection:
        memberships.leave(connection, chloe.id, NOW)

    said = name(staffed, sought(staffed), CHLOE.chat_id)

    assert not only(ContactNoted, said).member
    assert said_to(said, CHLOE) == []


def test_each_of_several_who_wait_for_an_office_is_asked_for_in_turn_once_somebody_joined(staffed: Stage):
    [dee] = staffed.add_peers("Dee")
    for speaker in (ANA, CHLOE, dee):
        sought(staffed, speaker)
    with staffed.engine.begin() as connection:
        connection.execute(update(tables.membership).values(capacity=0))
        staffed.join(connection, FINN, "Finn Fir", staffed.offices["Fir"], capacity=4)
        said = introduce.go_on(connection, staffed.network_id, NOW, office_id=staffed.offices["Fir"].id)

    in_time = [said, *(staffed.wait_until(NOW + timedelta(days=days)) for days in (6, 7, 13, 14))]
    asked = [each.turn for said in in_time for each in of_kind(ConsentAsked, said_to(said, FINN))]

    assert asked == ["", "reminder", "", "reminder", ""]
    told = [card(each.message, "en").paragraphs[0] for each in said_to(in_time[0], CHLOE)]
    assert told == [
        "Nobody who could help takes requests just now. I try once more on March 9, 2026 and tell you "
        "either way."
    ]
    assert [only(NobodyFree, said_to(each, dee)).again_on for each in in_time[0:3:2]] == [
        "2026-03-09",
        "2026-03-16",
    ]


def waiting_after_three(stage: Stage) -> OfficeId:
    """An asker who sought an office, and had three others asked in vain meanwhile; return the office."""
    sought(stage)
    peers = stage.add_peers("Gil", "Hal", "Ina")
    with stage.engine.begin() as connection:
        fir, ana = stage.offices["Fir"].id, official(stage, ANA)
        [wish] = introductions.waiting_for(connection, stage.network_id, ("office",), office_id=fir)
        for each in peers:
            add_introduction(connection, wish.question_id, ana, official(stage, each), "expired")
    return fir


def test_who_sought_an_office_and_had_three_others_asked_in_vain_is_not_forgotten(staffed: Stage):
    fir = waiting_after_three(staffed)
    with staffed.engine.begin() as connection:
        staffed.join(connection, FINN, "Finn Fir", staffed.offices["Fir"])
        said = introduce.go_on(connection, staffed.network_id, NOW, office_id=fir)

    assert only(ConsentAsked, said_to(said, FINN))
    assert only(IntroductionRequested, said_to(said, ANA))


def test_where_the_office_that_was_sought_cannot_be_asked_either_nobody_else_is_and_the_asker_reads_the_end(
    staffed: Stage,
):
    fir = waiting_after_three(staffed)
    staffed.add_peers("Jo")
    with staffed.engine.begin() as connection:
        staffed.join(connection, FINN, "Finn Fir", staffed.offices["Fir"], capacity=0)
        said = introduce.go_on(connection, staffed.network_id, NOW, office_id=fir)

    assert of_kind(ConsentAsked, said) == []
    assert only(IntroductionNotMade, said_to(said, ANA)).asked == 3


def test_a_contact_who_joins_later_is_asked_then(staffed: Stage):
    name(staffed, sought(staffed), "U0FINN", "Finn Fern")
    finn = who(staffed, "U0FINN")
    join(staffed, finn)

    with staffed.engine.begin() as connection:
        fir = staffed.offices["Fir"].id
        said = introduce.go_on(connection, staffed.network_id, LATER, office_id=fir)

    assert said_to(said, Speaker(WORKSPACE, "U0FINN")) != []


def test_an_official_of_the_same_name_is_somebody_else(staffed: Stage):
    name(staffed, sought(staffed), "U0OTHER", "Ben Birch")

    other, ben = who(staffed, "U0OTHER"), official(staffed, BEN)
    assert other.id != ben.id
    assert [office.name for office in ben.offices] == ["Public works"]


def test_the_name_that_a_known_contact_has_stays_and_a_mere_id_gives_way(staffed: Stage):
    staffed.do(TasksWanted(Speaker(WORKSPACE, "U0FINN"), PRIVATE))
    said = sought(staffed)

    name(staffed, said, "U0FINN", "Finn Fern")

    assert who(staffed, "U0FINN").name == "Finn Fern"
    with staffed.engine.begin() as connection:
        other = staff_tasks.add(connection, staffed.network_id, "find_office", staffed.offices["Ash"].id, NOW)
    name(staffed, other, CHLOE.chat_id, "Somebody")
    assert official(staffed, CHLOE).name == "Chloe"


def test_a_person_of_another_workspace_of_the_network_is_the_official_they_are(staffed: Stage):
    with staffed.engine.begin() as connection:
        other = networks.ensure_workspace(connection, staffed.network_id, "slack", "T2")
        finn = add_official(connection, staffed.network_id, "Finn Fern")
        officials.identify(connection, other, "U2FINN", finn.id)

    name(staffed, sought(staffed), "U2FINN")

    with staffed.engine.connect() as connection:
        held = officials.by_id(connection, staffed.network_id, finn.id, LATER.date())
    assert held
    assert [office.name for office in held.offices] == ["Water board"]


def test_a_person_of_another_network_stays_what_they_are_there(staffed: Stage):
    with staffed.engine.begin() as connection:
        valley = add_network(connection, "Valley network")
        theirs = networks.ensure_workspace(connection, valley, "slack", "T9")
        val = add_official(connection, valley, "Val", add_office(connection, valley, "Parks", "Yew"))
        officials.identify(connection, theirs, "U9VAL", val.id)

    name(staffed, sought(staffed), "U9VAL", "Val")

    assert who(staffed, "U9VAL").id != val.id
    with staffed.engine.connect() as connection:
        assert officials.by_identity(connection, theirs, "U9VAL", LATER.date()) == val


def test_a_contact_who_waited_to_be_verified_need_not_be_checked_again(staffed: Stage):
    said = sought(staffed)
    open_task(staffed, "verify", official(staffed, CHLOE).id)

    name(staffed, said, CHLOE.chat_id)

    with staffed.engine.connect() as connection:
        assert tasks.every_open(connection, staffed.network_id) == ()


def test_a_contact_is_named_once(staffed: Stage):
    said = sought(staffed)
    name(staffed, said, "U0FINN", "Finn Fern")

    assert reasons(name(staffed, said, "U0GIL", "Gil")) == ["task_done"]
    with staffed.engine.connect() as connection:
        assert officials.by_identity(connection, staffed.workspace_id, "U0GIL", TODAY) is None


def test_a_task_about_a_person_takes_no_contact(staffed: Stage):
    task = overload(staffed)

    assert reasons(staffed.do(ContactNamed(SAM, CARD, task.task.id, "U0FINN"))) == ["unknown_task"]


# The form


def submitted(task_id: int, form: str = "name_contact", **values: str) -> Submitted:
    return Submitted(SAM, CARD, form, (task_id,), {name: (value,) for name, value in values.items()})


def test_the_form_names_the_office_and_becomes_the_naming_of_the_contact(staffed: Stage):
    task = only(OfficeToFind, sought(staffed)).task
    filled = submitted(task.id, person="U0FINN", name=" Finn Fern ")

    with staffed.engine.connect() as connection:
        form = NAME_CONTACT.opened(connection, arrival(staffed, SAM), (task.id,), words("en"), NOW)
        mistakes = NAME_CONTACT.checked(connection, arrival(staffed, SAM), filled, words("en"), NOW)

    assert "Water board, Fir" in form.intro
    assert [field.kind for field in form.fields] == ["person", "text"]
    assert mistakes == {}
    assert NAME_CONTACT.event(filled) == ContactNamed(SAM, CARD, task.id, "U0FINN", "Finn Fern")


@pytest.mark.parametrize(
    ("values", "field"), [({}, "person"), ({"person": "U0NEW"}, "name"), ({"person": "U-ben"}, "")]
)
def test_the_form_asks_for_a_person_and_for_the_name_of_a_new_one(staffed: Stage, values, field: str):
    task = only(OfficeToFind, sought(staffed)).task

    with staffed.engine.connect() as connection:
        filled = submitted(task.id, **values)
        mistakes = NAME_CONTACT.checked(connection, arrival(staffed, SAM), filled, words("en"), NOW)

    assert list(mistakes) == ([field] if field else [])


def test_a_form_about_a_task_that_is_done_is_refused(staffed: Stage):
    task = only(OfficeToFind, sought(staffed)).task
    staffed.do(TaskTaken(TESS, CARD, task.id))

    with staffed.engine.connect() as connection, pytest.raises(Refusal, match="task_done"):
        NAME_SUCCESSOR.opened(connection, arrival(staffed, SAM), (task.id,), words("en"), NOW)


# A successor


def test_staff_see_which_records_an_office_without_a_holder_owns(staffed: Stage):
    (posted,) = open_task(staffed, "successor", staffed.offices["Oak"].id)

    shown = card(posted.message, "en")
    assert shown.paragraphs == (
        "The person who held Public works, Oak (United States), no longer holds it. "
        "The office owns 1 record:",
        "• A fee to pay for storm drains",
    )
    assert [each.action for each in shown.buttons] == ["name_successor", "take_task"]


def test_a_successor_who_is_a_member_is_asked_whether_the_records_are_right(staffed: Stage):
    join(staffed, official(staffed, CHLOE))

    said = name(staffed, open_task(staffed, "successor", staffed.offices["Oak"].id), CHLOE.chat_id)

    assert any("A fee to pay for storm drains" in repr(each.message) for each in said_to(said, CHLOE))


def test_the_office_of_a_record_that_was_merged_since_is_that_of_the_record_it_became(staffed: Stage):
    answer = staffed.ask(text="Sensors dim street lamps")
    with staffed.engine.begin() as connection:
        elk = add_office(connection, staffed.network_id, "Lighting", "Elk", population=70_000)
        kept = add_record(connection, staffed.network_id, "elk-lamps", elk, title="Sensors dim lamps")
        merging = Merging(staffed.unjoined.id, 1, kept.id, 1, official(staffed, BEN).id)
        assert merges.merge(connection, staffed.network_id, merging, Outcome(draft_of(kept), ()), NOW)

    said = staffed.do(OfficeSought(ANA, CHANNEL, answer.question_id, staffed.unjoined.id))

    assert only(OfficeSearched, said).office == "Lighting"


def test_closing_the_search_for_a_successor_tells_who_waits_for_the_office(staffed: Stage):
    staffed.want(staffed.ask(ANA))
    sought_card = only(SuccessorSought, staffed.do(NetworkLeft(BEN, PRIVATE)))

    shown = card(sought_card, "en")
    said = staffed.do(TaskTaken(SAM, CARD, sought_card.task.id))

    assert shown.paragraphs[-1] == "1 official waits for them."
    assert [each.label for each in shown.buttons] == ["Name a successor", "Close without a contact"]
    assert [type(each.message) for each in said_to(said, ANA)] == [OfficeNotFound]
    with staffed.engine.connect() as connection:
        assert introductions.waiting_for(connection, staffed.network_id, ["office"]) == ()


# Somebody of the office came by themselves


def searches(stage: Stage, place: str) -> list[str]:
    """Look for an office by both kinds of task, and return what is open now."""
    for kind in ("find_office", "successor"):
        open_task(stage, kind, stage.offices[place].id)
    return open_kinds(stage)


def open_kinds(stage: Stage) -> list[str]:
    with stage.engine.connect() as connection:
        return [each.kind for each in tasks.every_open(connection, stage.network_id)]


def test_a_verified_person_who_takes_the_office_by_their_profile_ends_every_search_for_it(staffed: Stage):
    searched = searches(staffed, "Oak")
    staffed.leave(BEN, staffed.offices["Oak"])
    with staffed.engine.begin() as connection:
        parks = add_office(connection, staffed.network_id, "Parks", "Oak", population=50_000)
        officials.hold(connection, official(staffed, BEN).id, parks.id, TODAY)

    staffed.do(profile(staffed, BEN, "Oak"), LATER)

    assert searched == ["find_office", "successor"]
    assert open_kinds(staffed) == []


def test_a_member_who_is_verified_ends_the_search_for_a_successor_too(staffed: Stage):
    chloe = official(staffed, CHLOE)
    with staffed.engine.begin() as connection:
        officials.mark_unverified(connection, chloe.id)
    open_task(staffed, "verify", chloe.id)
    searches(staffed, "Ash")

    staffed.do(PersonChecked(SAM, CARD, chloe.id, works_there=True), LATER)

    assert open_kinds(staffed) == []


def test_who_is_verified_but_has_not_joined_does_not_end_the_search(staffed: Stage):
    chloe = official(staffed, CHLOE)
    with staffed.engine.begin() as connection:
        memberships.leave(connection, chloe.id, NOW)
        officials.mark_unverified(connection, chloe.id)
    open_task(staffed, "verify", chloe.id)
    searches(staffed, "Ash")

    staffed.do(PersonChecked(SAM, CARD, chloe.id, works_there=True), LATER)

    assert open_kinds(staffed) == ["find_office", "successor"]


def test_the_cards_of_a_search_that_ends_by_itself_say_so(staffed: Stage):
    chloe = official(staffed, CHLOE)
    [posted] = open_task(staffed, "find_office", staffed.offices["Ash"].id)
    task = only(OfficeToFind, [posted]).task
    stands(staffed, posted)
    with staffed.engine.begin() as connection:
        officials.mark_unverified(connection, chloe.id)
    open_task(staffed, "verify", chloe.id)

    said = staffed.do(PersonChecked(SAM, CARD, chloe.id, works_there=True), LATER)

    [replaced] = [each for each in said if isinstance(each.message, OfficeToFind)]
    assert (replaced.address.way, only(OfficeToFind, [replaced]).task.id) == ("replace", task.id)
    assert card(replaced.message, "en").closing == ("Sam Sorrel: A contact was named on March 3, 2026.",)


def test_a_member_who_says_another_office_of_their_place_ends_the_search_for_it(staffed: Stage):
    with staffed.engine.begin() as connection:
        parks = add_office(connection, staffed.network_id, "Parks", "Ash", population=900_000)
    open_task(staffed, "successor", parks.id)

    staffed.do(PlaceSaid(CHLOE, PRIVATE, f"known:{parks.jurisdiction.id}", "Parks"), LATER)

    assert parks in official(staffed, CHLOE).offices
    assert open_kinds(staffed) == []
