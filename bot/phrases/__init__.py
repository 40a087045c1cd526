"""The words: short plain texts for every message, in the reader's locale, through gettext.

Adapters ask `words(locale)` and lay the texts out; a text holds no markup. English is the source;
translations are in locale/.
"""

from collections.abc import Iterable
from datetime import date, time, timedelta
from functools import cache
from math import floor, log10

from babel import Locale
from babel.dates import format_date, format_time, format_timedelta
from babel.numbers import format_decimal

from bot.catalogues import catalogue, nearest
from bot.directions import apart, listed
from bot.phrases import peer as peer_phrases
from bot.phrases.refusals import COUNTED, refusal
from bot.shown import AskedBeforeShown, MatchShown, PersonShown, PlaceShown, ReasonShown


class Words:
    """The texts of one locale; every method returns what a person reads, without markup."""

    def __init__(self, locale: str) -> None:
        self.locale = nearest(locale)
        self._babel = Locale.parse(self.locale)
        translations = catalogue(self.locale)
        self._ = translations.gettext
        self._n = translations.ngettext
        self.gettext, self.ngettext = self._, self._n  # for the sentences that stand in modules of their own

    # Places

    def number(self, number: int) -> str:
        """Return the number as this locale writes it: 3,000 or 3.000."""
        return format_decimal(number, locale=self._babel)

    def about(self, number: int) -> str:
        """Return the number rounded to two figures, so that a kind of place does not name the place."""
        digits = floor(log10(number)) if number else 0
        return format_decimal(round(number, 1 - digits), locale=self._babel)

    def country(self, code: str) -> str:
        """Return the country's name in this locale, or the code itself where it has none."""
        return self._babel.territories.get(code, code) if code else ""

    def place(self, place: PlaceShown) -> str:
        """Return "Seattle (WA, United States)", or that the place is unknown."""
        if not place.name:
            return self._("place unknown")
        around = self.listed((place.admin1, self.country(place.country)))
        return f"{place.name} ({around})" if around else place.name

    def kind_of_place(self, place: PlaceShown | None) -> str:
        """Return "a city of about 60,000 people (Spain)": what may be told before both sides agreed."""
        if place is None:
            return self._("another government")
        kind = self._kind(place.kind)
        values = {"kind": kind, "country": self.country(place.country)}
        if place.population:
            values["people"] = self.about(place.population)
        match (bool(place.population), bool(place.country)):
            case (True, True):
                return self._("{kind} of about {people} people ({country})").format(**values)
            case (True, False):
                return self._("{kind} of about {people} people").format(**values)
            case (False, True):
                return self._("{kind} ({country})").format(**values)
        return kind

    def _kind(self, kind: str) -> str:
        kinds = {
            "city": self._("a city"),
            "county": self._("a county"),
            "state": self._("a state"),
            "region": self._("a region"),
            "country": self._("a country"),
        }
        return kinds.get(kind, self._("another government"))

    # Answers

    def answer_heading(self, band: str, count: int) -> str:
        """Return the first line of an answer: how sure it is."""
        if band == "none":
            return self._("I found no record that answers this, and I will not guess.")
        if band == "maybe":
            return self._("I am not sure, but this may help:")
        return self._n(
            "{count} place tried something close to this:",
            "{count} places tried something close to this:",
            count,
        ).format(count=self.number(count))

    def after_none(self, *, private: bool) -> str:
        """Return what to do after an honest none, and what staff see of it."""
        if private:
            return self._(
                "Try other words for the problem. The staff of your network see that somebody found no "
                "answer, not your words."
            )
        return self._(
            "Try other words for the problem. The staff of your network see that this has no answer."
        )

    def result(self, code: str) -> str:
        """Return the result of a practice in a word or three."""
        results = {
            "worked": self._("worked"),
            "mixed": self._("mixed results"),
            "failed": self._("failed or reversed"),
            "planned": self._("planned"),
        }
        return results.get(code, self._("result unknown"))

    def facts(self, match: MatchShown) -> str:
        """Return place, year and result on one line."""
        year = str(match.year) if match.year else self._("year unknown")
        return " · ".join((self.place(match.place), year, self.result(match.result)))

    def what_they_did(self) -> str:
        """Return the label before the action."""
        return self._("What they did:")

    def what_came_of_it(self) -> str:
        """Return the label before the outcome."""
        return self._("What came of it:")

    def why(self, reasons: tuple[ReasonShown, ...]) -> str:
        """Return the one line that says why this peer."""
        reason = self.why_asked(reasons) or self._("its record is close to your question")
        return self._("Why this peer: {reason}").format(reason=reason)

    def _reason(self, reason: ReasonShown) -> str:
        if reason.code in peer_phrases.COUNTED:
            return peer_phrases.counted(self._n, reason.code, int(reason.value))
        value = reason.value
        if reason.code == "similar_size":
            value = self.about(int(value))
        elif reason.code == "spoken":
            value = self._babel.languages.get(value, value)
        return peer_phrases.reason(self._, reason.code, value)

    def peers_setting(self, *, on: bool) -> str:
        """Return whether places like the reader's come first, and how to change that."""
        return peer_phrases.setting(self._, on=on)

    def source(self) -> str:
        """Return the label before the source."""
        return self._("Source:")

    def checked(self, match: MatchShown) -> str:
        """Return when the record was verified, until when that counted, or that nobody verified it yet."""
        if match.expired and match.verify_by:
            until = self._("verified until {day}; nobody has looked since")
            return until.format(day=self.day(match.verify_by))
        if not match.verified_on:
            return self._("not yet verified by its office")
        if match.checked_days is not None:
            return self._checked(match.checked_days)
        day = format_date(date.fromisoformat(match.verified_on), format="medium", locale=self._babel)
        return self._("verified {day}").format(day=day)

    def _checked(self, days: int) -> str:
        if days == 0:
            return self._("verified today")
        ago = format_timedelta(timedelta(days=-days), add_direction=True, locale=self._babel)
        return self._("verified {ago}").format(ago=ago)

    def more(self) -> str:
        """Return the button that shows all of a match."""
        return self._("Show more")

    def more_about(self, match: MatchShown) -> str:
        """Return what a screen reader says of that button."""
        return self._("Show more: {title}").format(title=match.title)

    def source_language(self, match: MatchShown) -> str:
        """Return "in German" for a source that is not in the reader's language, else nothing."""
        if not match.source_lang or match.source_lang == self.locale:
            return ""
        return self._("in {language}").format(language=self.language(match.source_lang))

    def asked_before(self, before: AskedBeforeShown, match: MatchShown) -> str:
        """Return that somebody asked this before, as a kind of place."""
        asker = self.kind_of_place(before.asker)
        text = self._("Asked before by {asker}, answered by {place}.")
        return text.format(asker=asker, place=match.place.name or self.place(match.place))

    def what_is_kept(self, *, private: bool) -> str:
        """Return, once per person, what the bot stores."""
        if private:
            return self._(
                "What I keep: only what you put to me. No member is shown this question; who runs the "
                "network can read it, and so can a public records request. If you ask for an introduction, "
                "the peer sees the question and your kind of place; names only when both agree."
            )
        return self._(
            "What I keep: only what you put to me. Later askers may see that it was asked before by your "
            "kind of place, never your name. For an introduction, names are given only when both agree."
        )

    # Persons

    def person(self, person: PersonShown) -> str:
        """Return name, office and place of one side, marked when it is a demonstration entry."""
        where = self.listed((person.office, self.place(person.place)))
        if not person.demonstration:
            return self.listed((person.name, where))
        mark = (
            self._("(demonstration)") if person.chat_id else self._("(demonstration entry, no real person)")
        )
        return f"{where} {mark}"

    def day(self, iso: str) -> str:
        """Return a day written as in 2026-03-07 in words, such as March 7, 2026."""
        return format_date(date.fromisoformat(iso), format="long", locale=self._babel)

    def clock(self, time_of_day: str) -> str:
        """Return a time of day written as 15:00 as the reader's locale writes it."""
        return format_time(time.fromisoformat(time_of_day), format="short", locale=self._babel)

    def language(self, code: str) -> str:
        """Return the language's name in this locale, or the code itself where it has none."""
        name: str = self._babel.languages.get(code, code)
        return name

    def why_asked(self, reasons: tuple[ReasonShown, ...]) -> str:
        """Return what two places have in common, with commas between; nothing for no reasons."""
        return self.listed(map(self._reason, reasons))

    def apart(self, text: str) -> str:
        """Return a name or somebody's words so that their direction turns nothing around them."""
        return apart(self.locale, text)

    def listed(self, parts: Iterable[str]) -> str:
        """Return the parts that are not empty, with this locale's comma between them."""
        return listed(self.locale, parts)

    # Everything else

    def thanks(self, *, helpful: bool) -> str:
        """Return the thanks for feedback."""
        if helpful:
            return self._("Thank you. It is good to know that this helped.")
        return self._("Thank you for saying so. It helps to find better matches.")

    def demonstration_office(self, office: str, place: PlaceShown) -> str:
        """Return whose place a person of the demonstration takes, and how to take another."""
        return self._(
            "Demonstration: you now stand for {office}, {place}. To stand for another office, write “as” and "
            "its name, for example: as Copenhagen"
        ).format(office=office, place=self.place(place))

    def help_text(self, *, demonstration: bool) -> str:
        """Return what the bot does and how to use it, in five sentences."""
        text = self._(
            "I am Counterpart, an automated assistant of your network. Ask me what you want to solve, "
            "in your own words and language. I show what peers tried, with sources, also what failed. "
            "“Introduce us” asks them privately; names are exchanged only when both agree. "
            "Places like yours come first; /peers off leaves that out."
        )
        return f"{text} {self._demonstration_help()}" if demonstration else text

    def _demonstration_help(self) -> str:
        return self._("This network is a demonstration: its records are real, its contacts are not.")

    def console_welcome(self) -> str:
        """Return the invitation above the console's prompt."""
        return self._("Type a question in any language, or /help, or /quit.")

    def console_commands(self) -> tuple[tuple[str, str], ...]:
        """Return each command of the console with what it does."""
        return (
            ("/ask QUESTION", self._("ask (or just type the question)")),
            ("/anonymous QUESTION", self._("ask so that members do not see who asks")),
            ("/introduce 1", self._("ask for an introduction to the first match")),
            ("/as OFFICE, PLACE", self._("stand for another office of the demonstration")),
            ("/accept, /decline", self._("answer a request that you were sent")),
            ("/snooze", self._("be asked again in a week")),
            ("/find-office 1", self._("let staff find the office of the first match")),
            ("/helpful, /not-helpful", self._("say whether the answer helped")),
            ("/peers on, /peers off", self._("show places like yours first, or leave that out")),
            ("/profile", self._("join, or change what peers may ask you; /profile help has more")),
            ("/staff", self._("see what is open, for the staff of the network")),
            ("/quit", self._("leave")),
        )

    def refusal(self, reason: str, details: dict[str, str]) -> str:
        """Return the sentence for a refusal: what happened and what to do."""
        numbers = {
            name: self.number(int(details[name])) for name in COUNTED if details.get(name, "").isdigit()
        }
        return refusal(self._, reason, details | numbers)

    def failed(self, reference: str) -> str:
        """Return the apology with the reference number."""
        return self._(
            "Something went wrong on my side, and I am sorry. Please try again; if it happens twice, give "
            "your network’s staff this number: {reference}"
        ).format(reference=reference)

    def undeliverable(self, reason: str, reference: str = "") -> str:
        """Return why an answer comes in private instead of where it was asked, or that it may be missing."""
        if reason == "not_repeated":
            return self._(
                "An answer that only you were to see may not have reached you. If you miss it, please ask "
                "again; if it happens twice, give your network’s staff this number: {reference}"
            ).format(reference=reference)
        if reason == "not_in_channel":
            return self._(
                "I could not answer in that channel because I am not in it. Invite me there and ask again."
            )
        if reason == "shared_outside":
            return self._("People of other organisations read that channel, so I write here.")
        return self._("I could not answer where you asked, so I answer here.")

    def answering_privately(self) -> str:
        """Return the acknowledgement of a question whose answer goes to the asker's direct messages."""
        return self._("I am looking. The answer comes in our direct messages; only you see it.")

    # Labels of buttons

    def introduce_us(self) -> str:
        """Return the button that asks for an introduction."""
        return self._("Introduce us")

    def introduce_us_with(self, match: MatchShown) -> str:
        """Return what a screen reader says of that button."""
        return self._("Introduce us to {place}").format(place=match.place.name or self.place(match.place))

    def find_office(self) -> str:
        """Return the button for a match whose office nobody has joined."""
        return self._("Ask staff to find this office")

    def find_office_of(self, match: MatchShown) -> str:
        """Return what a screen reader says of that button."""
        return self._("Ask staff to find the office in {place}").format(
            place=match.place.name or self.place(match.place)
        )

    def helpful(self) -> str:
        """Return the button for a helpful answer."""
        return self._("Helpful")

    def not_helpful(self) -> str:
        """Return the button for an answer that did not help."""
        return self._("Not helpful")

    def automated(self) -> str:
        """Return the mark of a yes that the demonstration gave by itself."""
        return self._("demonstration")


@cache
def words(locale: str) -> Words:
    """Return the words of the nearest available locale."""
    return Words(locale)
