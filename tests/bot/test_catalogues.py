"""Each catalogue is complete and keeps what a translation must keep; each check finds its mistake."""

from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po

from bot import catalogues
from bot.card import Card
from bot.cards import CARDS, card
from bot.desk import Desk
from bot.forms import ask as ask_form
from bot.operator.catalogue_checks import problems
from bot.phrases import ask_form as ask_form_phrases
from bot.phrases import consent_form as consent_form_phrases
from bot.phrases import draft as draft_phrases
from bot.phrases import form as form_phrases
from bot.phrases import giving as giving_phrases
from bot.phrases import staff as staff_phrases
from bot.phrases import words
from bot.phrases.profile_labels import Labels
from bot.shown import HoursShown, ReasonShown
from bot.slack.modals import modal
from bot.slack.render import render
from bot.speaker import Speaker, Spot
from tests.block_limits import LONGEST_BUTTON, LONGEST_TITLE, broken_limits, broken_view
from tests.bot.slack.shown import make_answer, make_match
from tests.bot.stage import Stage
from tests.factories import NOW

FOLDER = Path(catalogues.__file__).with_name("locale")
TRANSLATED = [locale for locale in catalogues.available() if locale != catalogues.SOURCE_LOCALE]

ONE = "See {day} at https://example.org, or type /peers off.\n"
MANY = ("{count} place", "{count} places")


def template() -> Catalog:
    return read_po(BytesIO((FOLDER / "counterpart.pot").read_bytes()))


def a_template(*identifiers: Any) -> Catalog:
    made = Catalog()
    for identifier in identifiers:
        made.add(identifier)
    return made


def a_catalogue(locale: str, *entries: tuple[Any, Any]) -> Catalog:
    made = Catalog(locale=locale, fuzzy=False)
    for identifier, translation in entries:
        made.add(identifier, translation)
    return made


@pytest.mark.parametrize("locale", TRANSLATED)
def test_nothing_is_wrong_with_the_catalogue(locale: str):
    path = FOLDER / locale / "LC_MESSAGES" / "counterpart.po"

    assert problems(read_po(BytesIO(path.read_bytes()), locale=locale), template()) == []


def test_what_is_right_is_not_reported():
    good = a_catalogue(
        "es",
        (ONE, "Vea {day} en https://example.org o escriba /peers off.\n"),
        (MANY, ("{count} lugar", "{count} lugares")),
        ("{kind} ({country})", "{kind} ({country})"),
    )

    assert problems(good, a_template(ONE, MANY, "{kind} ({country})")) == []


@pytest.mark.parametrize(
    ("translation", "wrong"),
    [
        ("", "not translated"),
        ("  \n", "not translated"),
        (ONE, "as in English"),
        ("Vea https://example.org o escriba /peers off.\n", "other placeholders"),
        ("Vea {dia} en https://example.org o escriba /peers off.\n", "other placeholders"),
        ("Vea {day en https://example.org o escriba /peers off.\n", "malformed"),
        ("Vea {day} en https://example.es o escriba /peers off.\n", "an address or a command"),
        ("Vea {day} en https://example.org o escriba /pares off.\n", "an address or a command"),
        ("Vea *{day}* en https://example.org o escriba /peers off.\n", "an address or a command"),
        (" Vea {day} en https://example.org o escriba /peers off.\n", "other spaces"),
        ("Vea {day} en https://example.org o escriba /peers off.", "other spaces"),
        (("Vea", "Vean"), "has plural forms"),
    ],
)
def test_a_mistake_in_a_translation_is_found(translation: Any, wrong: str):
    found = problems(a_catalogue("es", (ONE, translation)), a_template(ONE))

    assert any(wrong in line for line in found)


@pytest.mark.parametrize(
    ("locale", "forms", "right"),
    [
        ("es", ("{count} lugar", "{count} lugares"), True),
        ("es", ("{count} lugar", "lugares"), False),
        ("es", ("{count} lugar",), False),
        ("ja", ("{count} か所",), True),
        ("ja", ("{count} か所", "{count} か所"), False),
        ("ar", tuple(f"{{count}} م{form}" for form in range(6)), True),
        ("ar", tuple(f"{{count}} م{form}" for form in range(5)), False),
        ("ar", (*(f"{{count}} م{form}" for form in range(5)), "م"), False),
    ],
)
def test_plural_forms_are_as_many_as_the_language_has_and_each_keeps_the_number(locale, forms, right):
    assert (problems(a_catalogue(locale, (MANY, forms)), a_template(MANY)) == []) is right


def test_only_a_form_for_a_single_number_may_leave_the_number_out_as_english_does():
    counted = ("This place:", "These {count} places:")

    arabic = ("{count} م", "هذا المكان:", "هذان المكانان:", *("{count} م",) * 3)
    french = ("Ce lieu :", "Ces {count} lieux :")  # in French the first form stands for 0 too

    assert problems(a_catalogue("ar", (counted, arabic)), a_template(counted)) == []
    assert problems(a_catalogue("fr", (counted, french)), a_template(counted)) != []


def test_missing_left_over_fuzzy_and_obsolete_entries_are_found():
    made = a_catalogue("es", ("left", "de más"), ("unsure", "inseguro"))
    made["unsure"].flags.add("fuzzy")
    made.obsolete["gone"] = made["left"]

    found = problems(made, a_template("new", "unsure"))

    assert found == ["'unsure': fuzzy", "left over: 'left'", "missing: 'new'", "obsolete: 'gone'"]


def test_a_wrong_rule_for_plurals_is_found():
    source = b'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'

    assert "Plural-Forms must be" in problems(read_po(BytesIO(source), locale="fr"), a_template())[0]


# Every card and form in every locale

NEW = Speaker("slack:T1", "U0NEW")

# A text that is a day too, so that it can stand in any field.
DAY = "2026-10-01"
CODES = {
    "conversation": "C0HELP",
    "chat_id": "U0ALICE",
    "country": "ES",
    "kind": "city",
    "also_in": "ar",
    "language": "ar",
    "reason": "empty_question",
    "waits_for": "place",
    "source": "volunteers",
    "answer": "met",
    "answers": "met",
    "missing": "cost",
    "part": "cost",
    "taken": "cost",
    "field": "cost",
    "fields": "cost",
    "rest": "cost",
    "state": "sent",
    "at": "09:00",
    "time_zone": "Europe/Madrid",
    "next_at": "2026-10-01T09:00:00",
    "empty_weeks": "skip",
}


def a_value(name: str, kind: Any, *, full: bool) -> Any:
    """A value for a field of a message: as much as it can hold, or as little."""
    if kind is ReasonShown:
        return ReasonShown("similar_size", "61000")
    if kind is HoursShown:
        return HoursShown("15:00", "17:00", "09:00", "11:00")
    if is_dataclass(kind) and isinstance(kind, type):
        return a_message(kind, full=full)
    if get_origin(kind) is Literal:
        return get_args(kind)[0]
    if get_origin(kind) is tuple:
        parts = [each for each in get_args(kind) if each is not Ellipsis]
        made = tuple(a_value(name, each, full=full) for each in parts)
        return made if Ellipsis not in get_args(kind) or full else ()
    if get_origin(kind) is UnionType:
        some = next(each for each in get_args(kind) if each is not NoneType)
        return a_value(name, some, full=full) if full else None
    moment = datetime.fromisoformat(f"{DAY}T09:00:00+00:00")
    return {str: CODES.get(name, DAY), bool: full, int: 3 if full else 1, float: 0.5, datetime: moment}[kind]


def a_message(kind: type, *, full: bool) -> Any:
    hints = get_type_hints(kind)
    needed = [each for each in fields(kind) if full or each.default is MISSING]
    return kind(**{each.name: a_value(each.name, hints[each.name], full=full) for each in needed})


@pytest.mark.parametrize("locale", catalogues.available())
@pytest.mark.parametrize("kind", CARDS, ids=lambda kind: kind.__name__)
def test_slack_takes_every_card_in_every_locale_and_no_button_is_cut(kind: type, locale: str):
    for full in (True, False):
        message = a_message(kind, full=full)

        rendered, shown = render(message, locale), card(message, locale)

        assert broken_limits({"text": rendered.text, "blocks": rendered.blocks}) == []
        assert too_long(shown) == []


def too_long(shown: Card) -> list[str]:
    return [each.label for each in shown.buttons if len(each.label) > LONGEST_BUTTON]


@pytest.mark.parametrize("locale", catalogues.available())
def test_slack_takes_every_answer_in_every_locale(locale: str):
    match = make_match(reasons=(ReasonShown("similar_size", "61000"), ReasonShown("near")))
    for answer in (make_answer(match, first_time=True), make_answer(private=True)):
        rendered = render(answer, locale)

        assert broken_limits({"text": rendered.text, "blocks": rendered.blocks}) == []


@pytest.mark.parametrize("locale", catalogues.available())
@pytest.mark.parametrize("name", ["profile", "place", ask_form.ASK])
def test_slack_takes_the_forms_that_anybody_may_open_in_every_locale(stage: Stage, name: str, locale: str):
    desk = Desk(stage.engine, lambda: NOW, locale=lambda speaker: locale)

    form = desk.open(NEW, name)

    assert broken_view(modal(form, Spot("D1"), words(locale))) == []


@pytest.mark.parametrize("locale", catalogues.available())
def test_no_title_and_no_button_of_a_form_is_cut(locale: str):
    _, labels = words(locale).gettext, Labels(words(locale).gettext)
    said = {
        *(ask_form_phrases.title(_), ask_form_phrases.submit(_)),
        *(draft_phrases.title(_), draft_phrases.submit(_)),
        *(giving_phrases.in_your_own_words(_), giving_phrases.show_parts(_), giving_phrases.change(_)),
        *(*consent_form_phrases.hand_over(_), *consent_form_phrases.writing(_)),
        *(labels.title(), labels.place_title(), labels.save()),
        *(labels.submit(member=True), labels.submit(member=False)),
        *(staff_phrases.save(_), form_phrases.not_possible(_)),
    }

    assert {each for each in said if len(each) > LONGEST_TITLE} == set()
