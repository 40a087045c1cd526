"""Every message value of the bot, with the worst that people and records can have written in it."""

import types
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from operator import attrgetter
from string import Formatter
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from bot import messages
from bot.catalogues import available
from bot.digest import OpenLine
from bot.forms import record as record_form
from bot.introductions import peers_to_ask
from bot.messages import editing as messages_of_editing
from bot.messages import profile as messages_of_profile
from bot.phrases import introduction as introduction_phrases
from bot.phrases import words
from bot.phrases.refusals import GROUPS
from bot.records.proposing import TEXTS
from bot.shown import MatchShown
from matching.text import clean
from store.provenance import PARTS

# Whatever Slack, a browser or the reader's eye could take for something else than letters.
NASTY = (
    "<!channel>",
    "<!here|everybody>",
    "<!subteam^S0123ABCD>",
    "<@U0MALLORY>",
    "<#C0SECRET|general>",
    "<https://evil.example/|https://oak.example/report>",
    "&lt;!channel&gt;",
    "https://evil.example/?a=<b>|c",
    "javascript:alert(1)",
    "mailto:a@b.example",
    "*bold* _it_ ~no~ `code` ```block``` > quote",
    ":tada: :skin-tone-2:",
    "{title} {0} %s %(name)s",
    "\u202egnp.exe\u202c",
    "\u2066isolated\u2069\u2067",
    "pay\u200bpal\u2060\ufeff",
    "e\u0301\u0327" * 8,
    "שלום עולם",
    "مرحبا بالعالم",
    "👩\u200d👩\u200d👧\u200d👦🏽🏴\U000e0067\U000e0062\U000e0073\U000e007f",
    "\U000e0041\U000e0042",
    "\u3164",
    "\\ \" ' / \n\n\t",
    "x" * 3_100,
    "drains & <fees> " * 200,
)

_letters = st.characters(exclude_categories=["Cs"])
# What is stored was cleaned as it came in; nothing else is taken away from it on its way here.
wild = st.lists(st.sampled_from(NASTY) | st.text(_letters, max_size=9), max_size=3).map("".join).map(clean)
_days = st.dates().map(lambda day: day.isoformat())
_kept_days = st.just("") | _days
_ids = st.sampled_from(("U0BOB", "W0ALICE", "", "!channel", "C0HELP", "U0BOB> <!here"))
_addresses = (
    st.sampled_from(("https://oak.example/report?a=1&b=2", "")) | wild | wild.map("https://o/".__add__)
)
_outcomes = st.sampled_from(("met", "not_met", "useful", "adapted", "adopted", "not_useful"))
_reasons = sorted({code for group in GROUPS for code in group(words("en").gettext)})
_details = sorted(
    {
        name
        for group in GROUPS
        for sentence in group(words("en").gettext).values()
        for _, name, *_ in Formatter().parse(sentence)
        if name
    }
)
_PARTS = (*TEXTS, "years", "result")
_record_fields = st.sampled_from(record_form.NAMES)
_lists_of_fields = st.lists(_record_fields, unique=True).map(tuple)
_states = st.sampled_from(("published", "withdrawn", "drafted"))
_compared = st.sampled_from(PARTS)
_times = st.times().map(lambda time: f"{time:%H:%M}")

_moments = st.datetimes(datetime(1900, 1, 2), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
_zones = st.sampled_from(("UTC", "America/New_York", "Pacific/Apia"))

# What our own code fills in, by class and field or by field alone: codes, ids and days, nobody's words.
_OURS: dict[str, st.SearchStrategy[Any]] = {
    "AnswerShown.band": st.sampled_from(("good", "maybe", "none")),
    "AnswerShown.matches": st.deferred(lambda: _tuples(_made(MatchShown), most=3)),
    "AnswerShown.expanded": st.just(()),
    "FollowUpAnswered.answer": _outcomes,
    "FollowUpAsked.answers": st.lists(_outcomes, max_size=4, unique=True).map(tuple),
    "ProposalShown.missing": st.lists(st.sampled_from(_PARTS), max_size=10, unique=True).map(tuple),
    "ProposalShown.result": st.sampled_from(("", "worked", "failed")),
    "ProfileShown.quiet": st.lists(st.tuples(_days, _days), max_size=3).map(tuple),
    "ProfileShown.paused_until": _kept_days,
    "ChannelShown.language": st.sampled_from(("", *available())),
    "IntroductionProgress.waits_for": st.sampled_from(("", *introduction_phrases.WAITS_FOR)),
    "ConsentAsked.source": st.sampled_from(("", *peers_to_ask.SOURCES)),
    "RecordsToConfirm.records": st.lists(
        st.builds(messages_of_profile.RecordNamed, st.integers(1, 99), wild),
        max_size=5,
        unique_by=attrgetter("id"),
    ).map(tuple),
    **{f"{kind}.{name}": _moments for kind in ("Digest", "PersonalDigest") for name in ("since", "until")},
    "PersonalDigest.to_verify": st.just(()),
    "Digest.open_questions": st.lists(
        st.builds(OpenLine, st.integers(1, 10**6), wild, st.none(), _moments),
        max_size=3,
        unique_by=attrgetter("question_id"),
    ).map(tuple),
    "DigestShown.pictures": st.just(("topics", "map")),
    "DigestSettingShown.state": st.sampled_from(("off", "on", "paused")),
    "DigestSettingShown.weekday": st.integers(0, 6),
    "DigestSettingShown.empty_weeks": st.sampled_from(("brief", "skip")),
    "DigestSettingShown.next_at": st.just("") | _moments.map(lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S}"),
    "DigestFailed.conversation": _ids,
    "DigestEnded.state": st.sampled_from(("sent", "skipped", "missed")),
    "at": _times,
    "time_zone": _zones,
    "zone": _zones,
    "PartShown.field": _record_fields,
    "Difference.part": _compared,
    "RecordUnmerged.taken": st.lists(_compared, max_size=6, unique=True).map(tuple),
    "RecordSaved.fields": _lists_of_fields,
    "RecordSaved.state": _states,
    "RecordsExpiring.records": st.lists(
        st.builds(messages_of_editing.ExpiringShown, st.integers(1, 99), wild, _days),
        max_size=5,
        unique_by=attrgetter("record_id"),
    ).map(tuple),
    "EditMet.parts": st.deferred(lambda: _tuples(_made(messages_of_editing.PartShown), most=6)),
    "EditMet.rest": _lists_of_fields,
    "EditMet.state": st.just("") | _states,
    "RevisionShown.fields": _lists_of_fields,
    "SaidShown.fields": st.lists(_compared, unique=True).map(tuple),
    "SaidShown.on": _kept_days,
    "Refused.details": st.tuples(*(st.tuples(st.just(name), wild) for name in _details)),
    "Refused.reason": st.sampled_from(_reasons),
    "StandingKept.decision": st.sampled_from(("still", "later", "stop", "helped")),
    "again_on": _days,
    "asked_on": _days,
    "answer_by": _days,
    "called_on": _kept_days,
    "chat_id": _ids,
    "near_quorum": _kept_days,
    "on": _days,
    "since": _days,
    "source_lang": st.sampled_from(("", "de", "xx")),
    "source_url": _addresses,
    "until": _days,
    "verified_on": _kept_days,
    "verify_by": _kept_days,
    **dict.fromkeys(("asker_start", "asker_end", "peer_start", "peer_end"), _times),
}


def every_kind() -> tuple[type, ...]:
    """Return the class of every message."""
    return get_args(messages.Message)


def every(kind: type) -> st.SearchStrategy[Any]:
    """Return messages of this class, wild in every text."""
    return _made(kind)


def _made(kind: type) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    names = [each.name for each in fields(kind) if get_origin(hints[each.name]) is not Literal]
    return st.builds(kind, **{name: _of(kind, name, hints[name]) for name in names})


def _of(kind: type, name: str, hint: Any) -> st.SearchStrategy[Any]:
    for known in (f"{kind.__name__}.{name}", name):
        if known in _OURS and hint is not bool:
            return _OURS[known]
    return _by_hint(hint)


def _by_hint(hint: Any) -> st.SearchStrategy[Any]:
    if get_origin(hint) in (Union, types.UnionType):
        return st.one_of(*(_by_hint(each) for each in get_args(hint)))
    if get_origin(hint) is tuple:
        parts = get_args(hint)
        return _tuples(_by_hint(parts[0])) if parts[1:] == (...,) else st.tuples(*map(_by_hint, parts))
    if is_dataclass(hint):
        return st.deferred(lambda: _made(hint))  # type: ignore[arg-type]  # is_dataclass knows classes only
    simple = {
        str: wild,
        bool: st.booleans(),
        int: st.integers(0, 10**6),
        float: st.floats(-90, 90),
        type(None): st.none(),
        datetime: _moments,
    }
    return simple[hint]


def _tuples(each: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[Any]:
    return st.lists(each, max_size=most).map(tuple)
