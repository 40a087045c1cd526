"""How a text becomes the words that BM25 counts, by its language."""

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

LONGEST_WORD = 40  # letters; longer ones are links and encoded data
# tantivy's stemmers (Snowball), by ISO 639-1.
STEMMERS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
WITHOUT_STOP_WORDS = frozenset({"ar", "el", "ro", "ta", "tr"})  # tantivy has no list of theirs
# Written without spaces: their characters, alone and in pairs, stand for words, as in Lucene's CJK analysis.
WITHOUT_SPACES = frozenset({"ja", "km", "lo", "my", "th", "zh"})


def analyzer(language: str) -> TextAnalyzer:
    """Return what splits a text of this language (ISO 639-1) into lower-case stems without accents.

    Stop words are left out. A language without a stemmer keeps its words as they are, and one that is written
    without spaces gives its characters and pairs of characters.
    """
    if language in WITHOUT_SPACES:
        return TextAnalyzerBuilder(Tokenizer.ngram(min_gram=1, max_gram=2)).filter(Filter.lowercase()).build()
    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(LONGEST_WORD))
    builder = builder.filter(Filter.lowercase())
    if language == "en":  # its stop words and stems have no accents, the names of its texts may
        builder = builder.filter(Filter.ascii_fold())
    if language in STEMMERS and language not in WITHOUT_STOP_WORDS:
        builder = builder.filter(Filter.stopword(STEMMERS[language]))
    if language in STEMMERS:
        builder = builder.filter(Filter.stemmer(STEMMERS[language]))
    return builder.filter(Filter.ascii_fold()).build()
