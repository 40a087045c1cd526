"""Dates of birth in a text: a whole date beside a word for being born, in each language of the bot.

Days that bound a group ("children born after 1 September 2020") are a question of policy and pass. A scheme
that "was born" on a day is refused as a person is: no rule tells them apart, and "began" says the same.
"""

import re
from collections.abc import Mapping

# Regular expressions of what stands before a date of birth, by locale. Chinese and Japanese know no \b.
BEFORE: Mapping[str, tuple[str, ...]] = {
    "ar": (
        r"تاريخ (?:ال)?ميلاد\w{0,3}",
        r"تاريخ (?:ال)?ولاد[ةت]\w{0,3}",
        r"\bمن مواليد",
        r"\b(?:ال)?مولودة? (?:في|يوم|بتاريخ)",
        r"\bوُ?لِ?دَ?ت?ْ? (?:في|يوم|بتاريخ)",
    ),
    "de": (r"\bgeboren\b", r"\bgeburtsdatum", r"\bgeburtstag\b", r"\bgeb\."),
    "en": (r"(?<![\w-])born\b", r"\bdate of birth\b", r"\bbirth ?date\b", r"\bd\.?o\.?b\b"),
    "es": (r"(?<![\w-])nacid[oa]\b", r"\bnaci[óo] el\b", r"\bfecha de nacimiento\b"),
    "fr": (
        r"\bnée?(?: à [^\d,]{2,25},?)? le\b",
        r"\bnée? (?-i:[A-ZÀ-Þ])[\w-]{1,20},?(?: le)?\b",
        r"\bnée?(?=\W{1,3}\d)",
        r"\bdate de naissance\b",
    ),
    "hi": (r"जन्म ?(?:की )?(?:तिथि|तारीख|दिनांक)", r"जन्मदिन", r"जन्म[ :]{1,2}(?=\d)"),
    "it": (r"\bnat[oa](?: a [^\d,]{2,25},?)? il\b", r"\bdata di nascita\b"),
    "ja": (r"生年月日", r"誕生日", r"出生日"),
    "ko": (r"\b생년월일", r"\b생일", r"\b출생일"),
    "pt": (r"(?<![\w-])nascid[oa]\b", r"\bnasceu\b", r"\bdata de nascimento\b"),
    "sw": (r"\b(?:tarehe|siku) ya kuzaliwa\b", r"\b(?:ali|aliye|ame)zaliwa\b"),
    # Not 发生于 (it happened on) or 产生于 (it came of), nor 学生日常 (the daily life of pupils).
    "zh": (
        r"出生日期",
        r"出生年月日?",
        r"出生[于於]",
        r"(?<![出发發产產派衍滋诞誕])生[于於]",
        r"(?<![学學医醫])生日(?!常)",
    ),
}
# And of what stands behind one, in the languages that say it so.
BEHIND: Mapping[str, tuple[str, ...]] = {
    "de": (r" geboren",),
    "hi": (r" को (?:जन्मे|जन्मी|जन्मा|पैदा|जन्म हुआ|जन्म लिया)",),
    "ja": (r"日に?生まれ", r"日に?出生", r"日生(?:の|(?!\w))"),
    "ko": (r"일 ?생(?:\b|[인이입])", r"일에 태어", r"일 ?출생"),
    "zh": (r"[日号號]出生", r"[日号號]生(?!\w)"),
}
# Between the word and the date, or before it, these make the date the bound of a group.
BOUNDS: Mapping[str, tuple[str, ...]] = {
    "ar": ("قبل", "بعد", "بين", "منذ"),
    "de": ("vor", "nach", "seit", "ab", "bis", "zwischen", "und", "dem"),
    "en": ("before", "after", "since", "between", "from", "until", "by"),
    "es": ("antes", "después", "desde", "entre", "hasta"),
    "fr": ("avant", "après", "depuis", "entre"),
    "it": ("prima", "dopo", "dal", "tra", "fino"),
    "pt": ("antes", "depois", "desde", "entre", "até"),
    "sw": ("kabla", "baada", "tangu", "kati"),
}
# And these do so behind it.
_BOUND_BEHIND = (
    r"(?:or|and) (?:later|after|earlier|before|younger|older)",
    r"oder (?:später|früher)",
    r"(?:o|ou|e|et) (?:después|antes|depois|dopo|prima|après|avant)",
    r"日?(?:之|以)?[前后後降]",
    r"일? ?(?:이후|이전)",
    r"(?:के|से) (?:बाद|पहले)",
    r"(?:أو|وما) (?:بعد|قبل)",
)

_MONTH = r"[^\W\d_][^\s\d.,/:;-]{1,14}"
_DATES = (
    r"\d{1,2}(?:[./-] ?| )\d{1,2}(?:[./-] ?| )\d{2,4}",  # 12.3.1980, 12 3 80
    r"\d{4}(?:[./-] ?| )\d{1,2}(?:[./-] ?| )\d{1,2}",  # 1980-03-12, 1980. 3. 12
    rf"\d{{1,2}}[./-]?[^\W\d]{{0,2}} ?(?:de |of )?{_MONTH}[./-]?,? ?(?:de )?\d{{2,4}}",  # 12 de marzo de 1980
    rf"{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}",  # March 12, 1980
    r"\d{1,4} ?[年년] ?\d{1,2} ?[月월] ?\d{1,2}",  # 1980年3月12日, 昭和55年3月12日
)


def _any(words: Mapping[str, tuple[str, ...]]) -> str:
    return "|".join(dict.fromkeys(word for each in words.values() for word in each))


_DATE = rf"(?:{'|'.join(_DATES)})(?!\d)(?! ?(?:{'|'.join(_BOUND_BEHIND)}))"
_NO_BOUND_BEFORE = "".join(rf"(?<!\b{word} )" for word in BOUNDS["de"])
# 12 characters fit "am", ": " or " in Leeds on " in between; what is further off belongs to another sentence.
_BORN = re.compile(
    rf"(?:{_any(BEFORE)})(?!\D{{0,12}}\b(?:{_any(BOUNDS)})\b)\D{{0,15}}?{_DATE}"
    rf"|(?<!\d){_NO_BOUND_BEFORE}{_DATE}(?:{_any(BEHIND)})",
    re.I,
)


def names_a_birth(text: str) -> bool:
    """Say whether the text seems to hold somebody's date of birth."""
    return _BORN.search(text) is not None
