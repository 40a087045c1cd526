"""The forms "profile" and "place": what they offer, and a sentence for each field that is wrong."""

import pytest

from bot.desk import Desk
from bot.events.member import PlaceSaid
from bot.forms import Submitted
from matching.domain import Audience
from store import networks
from tests.bot.members import desk, filled_in, join, membership, who
from tests.bot.stage import ANA, BEN, CHANNEL, CHLOE, PRIVATE, STRANGER, Stage
from tests.factories import NOW, add_official, add_question


@pytest.fixture
def stage(engine):
    """The stage before anybody joined."""
    return Stage(engine, joined=False)


def mistakes(stage, speaker=BEN, /, **changed):
    return desk(stage).check(filled_in(stage, speaker, **changed))


def named(stage, speaker=BEN):
    return {each.name: each for each in desk(stage).open(speaker, "profile").fields}


@pytest.fixture
def joined(stage):
    """The stage, where Ben and Chloe are members."""
    join(stage, BEN)
    join(stage, CHLOE, "Ash", name="Chloe Cedar")
    return stage


def test_a_form_that_is_opened_and_handed_in_unchanged_has_no_mistakes(joined):
    assert mistakes(joined) == {}


def test_a_newcomer_finds_what_can_be_known(stage):
    form = desk(stage).open(ANA, "profile")
    values = {each.name: each.values for each in form.fields}

    assert (form.submit, values["office"], values["name"]) == ("Join", ("City manager",), ("Ana Alder",))
    assert values["place"] == (f"known:{stage.offices['Elm'].jurisdiction.id}",)
    assert (values["capacity"], values["visibility"], values["avoided"]) == (("2",), ("members",), ())


def test_the_name_by_which_only_the_chat_knows_somebody_is_not_offered(stage):
    stage.ask(STRANGER)

    assert named(stage, STRANGER)["name"].values == ()


def test_ten_recent_questions_of_others_are_offered_and_what_is_chosen_is_kept(stage):
    with stage.engine.begin() as connection:
        kim = add_official(connection, stage.network_id, "Kim")
        for number in range(12):
            add_question(
                connection, stage.network_id, kim, text=f"Question {number}?", workspace_id=stage.workspace_id
            )
        for audience in (Audience.PRIVATE, Audience.ANONYMOUS):
            add_question(
                connection,
                stage.network_id,
                kim,
                text="Hidden?",
                audience=audience,
                workspace_id=stage.workspace_id,
            )
        add_question(
            connection, stage.network_id, who(stage, BEN), text="My own?", workspace_id=stage.workspace_id
        )

    offered = named(stage)["answerable"].options
    submitted = filled_in(stage, BEN, answerable=offered[3].value)
    stage.do(desk(stage).event(submitted))

    assert [each.label for each in offered] == [f"Question {number}?" for number in range(11, 1, -1)]
    assert membership(stage, BEN).said.answerable == (int(offered[3].value),)
    assert named(stage)["answerable"].values == (offered[3].value,)


@pytest.mark.parametrize("capacity", ["10000", "-1", "two", "1.5", "", "21"])
def test_a_capacity_is_a_whole_number_up_to_twenty(joined, capacity):
    assert mistakes(joined, capacity=capacity) == {
        "capacity": "Please give a whole number from 0 to 20. 0 means that you take no requests for now."
    }


def test_zero_is_a_capacity(joined):
    assert mistakes(joined, capacity="0") == {}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2026-07-01 to 2026-07-14", "2026-07-01 to 2026-07-14"),
        ("1 July 2026 – 14 July 2026", "2026-07-01 to 2026-07-14"),
        ("2026-07-01 bis 2026-07-14", "2026-07-01 to 2026-07-14"),
        ("2026-07-01から2026-07-14", "2026-07-01 to 2026-07-14"),
        ("2026-07-01 to 2026-07-14\n2026-07-10 to 2026-07-20", "2026-07-01 to 2026-07-20"),
        ("2026-07-02; 2026-07-01", "2026-07-01 to 2026-07-02"),
        ("2026-12-24\n2026-07-01", "2026-07-01\n2026-12-24"),
        ("31.12.2026", "2026-12-31"),
        ("", None),
    ],
)
def test_quiet_days_are_read_as_people_write_them_and_overlapping_ones_become_one(joined, typed, kept):
    submitted = filled_in(joined, BEN, quiet=typed)

    assert desk(joined).check(submitted) == {}
    joined.do(desk(joined).event(submitted))
    assert named(joined)["quiet"].values == ((kept,) if kept else ())


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2026-07-14 to 2026-07-01", "“2026-07-14 to 2026-07-01” ends before it begins."),
        ("01/07/2026", "I cannot tell which days “01/07/2026” means."),
        ("1 July", "I cannot tell which days “1 July” means."),
        ("next week", "I cannot tell which days “next week” means."),
        ("2026-02-30", "I cannot tell which days “2026-02-30” means."),
        ("🏖️", "I cannot tell which days “🏖️” means."),
        ("2025-07-01", "“2025-07-01” is over already."),
        ("2206-07-01", "“2206-07-01” is more than two years away."),
        ("x" * 3_000, "I cannot tell which days"),
        ("\n".join(["2026-07-01"] * 51), "Please write at most 50 lines."),
    ],
)
def test_days_that_cannot_be_meant_are_told_in_plain_words(joined, typed, sentence):
    found = mistakes(joined, quiet=typed)

    assert list(found) == ["quiet"]
    assert found["quiet"].startswith(sentence)
    assert len(found["quiet"]) < 300


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("Mars/Olympus", "I know no time zone “Mars/Olympus”."),
        ("UTC+25", "I know no time zone “UTC+25”."),
        ("Europe/Madird", "for example: Europe/Madrid"),
        ("x" * 10_000, "I know no time zone"),
        ("../../etc/passwd", "I know no time zone"),
    ],
)
def test_an_unknown_time_zone_is_told_with_one_that_exists(joined, typed, sentence):
    found = mistakes(joined, time_zone=typed)

    assert sentence in found["time_zone"]
    assert len(found["time_zone"]) < 300


@pytest.mark.parametrize("typed", ["Europe/Madrid", "europe/madrid", "Madrid", "new york", ""])
def test_a_time_zone_is_known_by_its_city_too(joined, typed):
    assert mistakes(joined, time_zone=typed) == {}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("Ben Birch", "You are on your own list."),
        ("Nobody At All", "I find neither a member nor a government of the network named “Nobody At All”."),
        ("x" * 10_000, "I find neither a member nor a government"),
        ("🏙️", "I find neither a member nor a government"),
    ],
)
def test_the_do_not_introduce_list_names_others_of_the_network(joined, typed, sentence):
    assert mistakes(joined, avoided=typed)["avoided"].startswith(sentence)


def test_people_and_places_are_avoided_and_read_back(joined):
    submitted = filled_in(joined, BEN, avoided="chloe cedar\nElm\nChloe Cedar, Ash")

    assert desk(joined).check(submitted) == {}
    joined.do(desk(joined).event(submitted))
    said = membership(joined, BEN).said
    assert (said.avoided, said.avoided_places) == (
        (who(joined, CHLOE).id,),
        (joined.offices["Elm"].jurisdiction.id,),
    )
    assert named(joined)["avoided"].values == ("Chloe Cedar, Ash\nElm",)
    assert mistakes(joined) == {}


def test_two_members_of_one_name_are_told_apart_by_their_place(joined):
    join(joined, ANA, "Elm", name="Chloe Cedar")

    assert mistakes(joined, avoided="Chloe Cedar")["avoided"].startswith("“Chloe Cedar” fits more than one.")
    assert mistakes(joined, avoided="Chloe Cedar, Elm") == {}


def test_who_is_visible_to_staff_alone_cannot_be_found_by_name(joined):
    join(joined, ANA, "Elm", name="Ana Alder", visibility="staff")

    assert "avoided" in mistakes(joined, avoided="Ana Alder")


def test_who_is_avoided_already_stays_even_if_they_hide(joined):
    joined.do(desk(joined).event(filled_in(joined, BEN, avoided="Chloe Cedar")))
    join(joined, CHLOE, "Ash", name="Chloe Cedar", visibility="staff")

    assert mistakes(joined) == {}
    joined.do(desk(joined).event(filled_in(joined, BEN, capacity="3")))
    assert membership(joined, BEN).said.avoided == (who(joined, CHLOE).id,)


def test_a_form_that_was_open_while_a_topic_went_says_so(joined):
    found = mistakes(joined, topics="dragons")

    assert found["topics"].startswith("The network no longer has these topics: dragons.")


def test_topics_are_those_of_the_network(joined):
    with joined.engine.begin() as connection:
        networks.ensure_topics(connection, joined.network_id, ["cycling", "water"])

    assert {"cycling", "water"} <= {each.value for each in named(joined)["topics"].options}
    assert mistakes(joined, topics="water") == {}


def test_languages_are_offered_by_name_and_fit_one_menu(joined):
    options = named(joined)["languages"].options

    assert len(options) <= 100
    assert {"German", "Spanish", "Arabic", "Icelandic"} <= {each.label for each in options}


@pytest.mark.parametrize("name", ["🏙️", "   ", "1234", "\u202e"])
def test_a_name_has_letters(joined, name):
    assert mistakes(joined, name=name, office=name) == {
        "name": "Please give a name with letters, as peers should read it.",
        "office": "Please name your office in words, for example: Public works department.",
    }


def test_a_name_of_ten_thousand_characters_is_told_how_long_it_may_be(joined):
    assert mistakes(joined, name="x" * 10_000) == {
        "name": "That name has 10,000 characters; peers can be shown up to 100."
    }


def test_an_unknown_place_is_told_with_what_to_do(joined):
    assert mistakes(joined, place="known:999")["place"].startswith("I find no place named “known:999”.")


def test_without_any_place_one_is_asked_for(stage):
    assert mistakes(stage, STRANGER, office="Roads")["place"] == "Please say which government you work for."


def test_every_wrong_field_is_told_at_once(joined):
    found = mistakes(joined, capacity="many", quiet="soon", time_zone="Mars", body_seats="none")

    assert sorted(found) == ["body_seats", "capacity", "quiet", "time_zone"]


def test_the_form_for_the_place_becomes_an_event_about_its_introduction(stage):
    oak = stage.offices["Oak"].jurisdiction
    values = {"place": (f"known:{oak.id}",), "office": ("Roads",)}
    submitted = Submitted(STRANGER, CHANNEL, "place", (7,), values)

    form = desk(stage).open(STRANGER, "place", (7,))

    assert ([each.name for each in form.fields], form.ids) == (["place", "office"], (7,))
    assert desk(stage).check(submitted) == {}
    assert desk(stage).event(submitted) == PlaceSaid(STRANGER, CHANNEL, f"known:{oak.id}", "Roads", 7)


def test_the_form_for_the_place_tells_what_is_wrong(stage):
    submitted = Submitted(STRANGER, PRIVATE, "place", (7,), {"place": ("known:999",), "office": ("…",)})

    assert sorted(desk(stage).check(submitted)) == ["office", "place"]


@pytest.mark.parametrize("form", ["place", "profile"])
def test_typing_finds_places_of_the_network(stage, form):
    found = desk(stage).suggest(STRANGER, form, "Oak")

    assert found[0].value == f"known:{stage.offices['Oak'].jurisdiction.id}"


@pytest.mark.parametrize(
    ("time_zone", "wrong"), [("Los Angeles", False), ("Europe/Madrid", True), ("", False)]
)
def test_today_is_not_over_where_the_member_is(stage, time_zone, wrong):
    evening_before = NOW.replace(hour=1)  # 17:00 of the first of March in Los Angeles
    there = Desk(stage.engine, lambda: evening_before)
    typed = filled_in(stage, BEN, quiet="2026-03-01", time_zone=time_zone)

    assert ("quiet" in there.check(typed)) is wrong
