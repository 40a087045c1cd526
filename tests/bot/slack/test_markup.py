import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.harmless import harmless
from bot.shortening import cut, one_line
from bot.slack.markup import escaped, link, web_address
from matching.text import clean

SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"


@pytest.mark.parametrize(
    ("label", "beside"),
    [
        ("Council report 2022", ""),
        ("https://oak.example/report", ""),
        ("Oak.example", ""),
        ("www.oak.example", ""),
        ("version 2.0 of the report", ""),
        ("https://bank.example/login", " (oak.example)"),
        ("see bank.example, page 3", " (oak.example)"),
        ("http://oak.example.evil.example", " (oak.example)"),
        ("b\u200bank.exa\u200bmple", " (oak.example)"),
        ("банк.рф", " (oak.example)"),
    ],
)
def test_a_link_that_shows_another_address_has_the_real_host_beside_it(label, beside):
    assert link("https://oak.example/a", label).endswith(f">{beside}")


def test_a_host_with_a_user_or_port_before_it_is_the_one_that_is_opened():
    assert link("https://bank.example@oak.example:8443/", "bank.example").endswith("> (oak.example)")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("fees < 5 & drains", "fees &lt; 5 &amp; drains"),
        ("<!channel> <@U0BOB>", "&lt;!channel&gt; &lt;@U0BOB&gt;"),
        ("abc\u202edef\u202c", "abcdef"),
        ("pay\u200bment \u2060here\ufeff", "payment here"),
        ("\u200dA\u200dB", "AB"),
        ("fee\U000e0070\U000e0061\U000e0079s", "fees"),
        ("\U0001f3f4\U000e0067\U000e0062", "\U0001f3f4"),
        (SCOTLAND, SCOTLAND),
        ("pay\u3164ment", "payment"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🚒", "👩\u200d🚒"),
        ("pay\u115fm\u1160e\u17b4n\u17b5t", "payment"),
        ("pay\ufe0fme\u180bn\U000e0100t", "payment"),
        ("❤\ufe0f 1\ufe0f\u20e3 1\ufe0f", "❤\ufe0f 1\ufe0f\u20e3 1"),
        ("葛\U000e0100城", "葛\U000e0100城"),
        ("ᠠ\u180b", "ᠠ\u180b"),
        ("a\u2068b\u2069c\u2067d", "abcd"),
        ("zah\u00e9\u200clen\u00ed", "zah\u00e9len\u00ed"),
        ("пла\u200dтіж \u03c0\u03bb\u200c\u03b7", "платіж \u03c0\u03bb\u03b7"),
        ("क्\u200dष ශ්\u200dරී", "क्\u200dष ශ්\u200dරී"),
        ("می\u200c\u200c\u200dخواهم", "می\u200cخواهم"),
        ("👩🏽\u200d❤\ufe0f\u200d👩 🏴\u200d☠\ufe0f", "👩🏽\u200d❤\ufe0f\u200d👩 🏴\u200d☠\ufe0f"),
        ("👩\u200c🚒 👩\u200d pay", "👩🚒 👩 pay"),
        ("pay\U0001d173me\U0001bca0nt", "payment"),
    ],
)
def test_a_text_is_made_harmless_and_stays_readable(text, shown):
    assert escaped(text) == shown


# Signs of Unicode's category "format" that are seen: they stand below, above or around figures.
SEEN_FORMATS = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
FORMATS = [chr(each) for each in range(sys.maxunicode + 1) if unicodedata.category(chr(each)) == "Cf"]
# Hieroglyphs are laid out by theirs.
HIDDEN_FORMATS = [
    each for each in FORMATS if ord(each) not in SEEN_FORMATS and not 0x13430 <= ord(each) <= 0x1345F
]


@given(
    st.sampled_from("aé\u017fßłщіЖπώꙮ文あ한9. "), st.sampled_from(HIDDEN_FORMATS), st.sampled_from("bñйω中")
)
def test_no_sign_of_format_hides_behind_a_letter_that_joins_nothing(before, hiding, after):
    assert harmless(before + hiding + after) == before + after


HIDING = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b"
    "\u180e\u180f\u200b\u2060\u3164\ufe00\ufe0f\ufeff\U000e0041\U000e0100\U000e01ef"
)


@given(st.text(st.sampled_from("payment.example" + HIDING)))
def test_nothing_hides_in_a_word_of_latin_letters(text):
    assert harmless(text) == "".join(each for each in text if each not in HIDING)


@given(st.text(st.characters(exclude_categories=["Cs"])).map(clean))
def test_making_harmless_twice_changes_nothing_more(text):
    assert harmless(harmless(text)) == harmless(text)


@pytest.mark.parametrize(
    ("text", "limit", "kept"),
    [
        ("short", 10, "short"),
        ("storm drain repairs", 13, "storm drain…"),
        ("storm drain repairs", 12, "storm drain…"),
        ("storm drain, repairs", 14, "storm drain…"),
        ("下水道の修繕費用", 5, "下水道の…"),
    ],
)
def test_a_long_text_is_cut_after_a_word(text, limit, kept):
    assert cut(text, limit) == kept


@given(st.text(), st.integers(1, 50))
def test_a_cut_text_is_never_longer_than_its_limit(text, limit):
    assert len(cut(text, limit)) <= limit


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://oak.example/a?b=1&c=%20#d", "https://oak.example/a?b=1&c=%20#d"),
        ("http://oak.example/straße", "http://oak.example/stra%C3%9Fe"),
        ("https://oak.example/a|b>c<d e", "https://oak.example/a%7Cb%3Ec%3Cd%20e"),
        ("javascript:alert(1)", ""),
        ("slack://channel?id=C0HELP", ""),
        ("oak.example/report", ""),
        ("https://", ""),
        ("https://[oak", ""),
        ("https://oak.example/" + "a" * 2_000, ""),
    ],
)
def test_only_addresses_of_the_web_become_links(url, address):
    assert web_address(url) == address


def test_a_link_shows_its_label_and_nothing_else():
    assert link("https://oak.example/a&b", "fees > 5") == "<https://oak.example/a&amp;b|fees &gt; 5>"


def test_without_an_address_the_label_stands_alone():
    assert link("ask the clerk", "fees > 5") == "fees &gt; 5"


def test_lines_become_one():
    assert one_line(" storm\n\tdrain ") == "storm drain"
