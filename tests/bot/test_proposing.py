"""Proposing: the parts of a record are whole sentences of the official's own text, and nothing else."""

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.catalogues import available
from bot.records.proposing import TEXTS, Proposal, propose
from bot.records.proposing_cues import CUES, LABELS, RESULTS
from matching.domain import Result, Source
from matching.text import clean

TOLD = (
    "Basements flooded every autumn because leaves blocked the drains. In 2019 we introduced a fee of $3 a "
    "month for each home. It cost $40,000 to set up. Two full-time engineers look after it. Calls fell by "
    "40%. Next time we would begin with the lowest streets."
)


def parts(proposal: Proposal) -> dict[str, str]:
    """The parts that are not empty."""
    return {part: text for part in TEXTS if (text := getattr(proposal, part))}


def test_each_sentence_goes_to_the_part_whose_words_it_begins_with():
    assert parts(propose(TOLD, "en")) == {
        "problem": "Basements flooded every autumn because leaves blocked the drains.",
        "action": "In 2019 we introduced a fee of $3 a month for each home.",
        "cost": "It cost $40,000 to set up.",
        "staffing": "Two full-time engineers look after it.",
        "outcome": "Calls fell by 40%.",
        "lessons": "Next time we would begin with the lowest streets.",
    }


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "es",
            "Teníamos inundaciones cada año. En 2020 construimos un estanque. Las quejas bajaron un 40 %. "
            "Costó 1,2 millones de euros. La próxima vez haríamos dos.",
            ("problem", "action", "problem", "cost", "lessons"),
        ),
        (
            "fr",
            "Nous avions des inondations. Nous avons construit un bassin. Les dégâts ont diminué. "
            "Cela a coûté 2 M€. La prochaine fois nous ferions plus grand.",
            ("problem", "action", "outcome", "cost", "lessons"),
        ),
        (
            "de",
            "Wir hatten volle Keller. Wir bauten ein Becken. Die Schäden sanken. Das kostete 2 Mio. Euro. "
            "Beim nächsten Mal würden wir früher fragen.",
            ("problem", "action", "outcome", "cost", "lessons"),
        ),
        (
            "pt",
            "Tínhamos cheias todos os anos. Construímos uma bacia. Os danos caíram. Custou 2 milhões. "
            "Da próxima vez faríamos maior.",
            ("problem", "action", "outcome", "cost", "lessons"),
        ),
    ],
)
def test_five_languages_have_words_of_their_own(language: str, text: str, expected: tuple[str, ...]):
    proposal = propose(text, language)
    sentences = re.split(r"(?<=\.) (?=[A-Z])", text.replace("Mio. E", "Mio.\x00E"))

    found = tuple(
        next(part for part in TEXTS if each.replace("\x00", " ") in getattr(proposal, part))
        for each in sentences
    )

    assert found == expected


def test_a_label_decides_before_any_cue():
    proposal = propose(
        "Title: Lower fees\nProblem: We introduced too much.\nMud, every year\n\n"
        "## What we did\n\nIt fell by half.\n* Outcome: worked\nYears: 2019–2021\nSources:\nReport 12",
        "en",
    )

    assert proposal.title == "Lower fees"
    assert parts(proposal) == {
        "problem": "We introduced too much.\nMud, every year",
        "action": "It fell by half.",
    }
    assert (proposal.result, proposal.year_start, proposal.year_end) == (Result.WORKED, 2019, 2021)
    assert proposal.sources == (Source("Report 12"),)


def test_below_a_label_with_words_a_line_with_a_cue_goes_its_own_way():
    proposal = propose("Problem: mud\nIn every street.\nThen it cost $5. Nobody minded.\nFine.", "en")

    assert parts(proposal) == {
        "problem": "mud\nIn every street.",
        "cost": "Then it cost $5.",
        "action": "Nobody minded.\nFine.",
    }


@pytest.mark.parametrize(
    "label", ["Problem:", "**Problem:** ", "PROBLEM: ", "- problem : ", "Problème：", "Problem?\n"]
)
def test_a_label_may_be_written_in_many_ways(label: str):
    assert parts(propose(f"{label}We dug.", "en")) == {"problem": "We dug."}


IN_OTHER_LANGUAGES = {
    "it": "Avevamo le cantine allagate. Abbiamo costruito una vasca. Da allora i danni sono pochi. "
    "È costata 2 milioni. Ci lavorano due dipendenti. La prossima volta chiederemo prima.",
    "ar": "كانت لدينا فيضانات. قمنا ببناء حوض. انخفضت الأضرار. بلغت التكلفة مليونين. "
    "يعمل فيه مهندسان بدوام كامل. في المرة القادمة سنسأل السكان.",
    "zh": "因为下水道太旧，地下室常被淹。我们建设了蓄水池。投入使用后损失减少了。项目耗资二百万。"
    "有两名全职人员。下次会先问居民。",
    "ja": "課題は浸水でした。貯水池を建設しました。その結果、被害は少なくなりました。費用は二億円です。"
    "常勤の二人が担当します。次回は先に住民に聞きます。",
    "ko": "문제는 침수였습니다. 저류지를 건설했습니다. 그 결과 피해가 적어졌습니다. "
    "비용은 이백만입니다. 상근 두 명이 맡습니다. 다음에는 먼저 묻겠습니다.",
    "hi": "समस्या बाढ़ थी। हमने एक तालाब बनाया। तब से नुकसान कम है। लागत बीस लाख थी। "
    "दो पूर्णकालिक कर्मचारी हैं। अगली बार पहले पूछेंगे।",
    "sw": "Tatizo lilikuwa mafuriko. Tulijenga bwawa. Tangu wakati huo hasara ni ndogo. "
    "Gharama ni milioni mbili. Kuna wafanyakazi wa kudumu wawili. Wakati ujao tutauliza kwanza.",
}


@pytest.mark.parametrize("language", IN_OTHER_LANGUAGES)
def test_every_language_of_ours_has_cues_for_each_part(language: str):
    proposal = propose(IN_OTHER_LANGUAGES[language], language)

    assert list(parts(proposal)) == ["problem", "action", "outcome", "lessons", "cost", "staffing"]


@pytest.mark.parametrize("language", available())
def test_no_language_of_ours_goes_by_labels_alone(language: str):
    assert set(CUES[language]) == set(TEXTS) - {"figures"}


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("うまくいきました。", "worked"),
        ("うまくいきませんでした。", "failed"),
        ("项目成功了。", "worked"),
        ("사업은 실패했습니다.", "failed"),
        ("यह असफल रहा।", "failed"),
        ("فشل المشروع.", "failed"),
        ("Non ha funzionato.", "failed"),
        ("Mradi haikufanikiwa.", "failed"),
        ("結果：成功", "worked"),
        ("Risultato: misto", "mixed"),
    ],
)
def test_a_result_is_named_in_the_words_of_any_language(text: str, result: str):
    assert propose(text, "en").result.value == result


def test_what_no_rule_knows_is_what_they_did():
    assert parts(propose("Gutters, mostly. And kerbs.", "en")) == {"action": "Gutters, mostly. And kerbs."}
    assert parts(propose("Czyściliśmy rynny. Koszt nieznany.", "pl")) == {
        "action": "Czyściliśmy rynny. Koszt nieznany."
    }


def test_money_and_percentages_say_what_a_sentence_without_cues_is_about():
    proposal = propose("All in all 1.2 million euros. Some 12% of it local.", "en")

    assert parts(proposal) == {
        "cost": "All in all 1.2 million euros.",
        "figures": "Some 12% of it local.",
    }


def test_what_is_missing_is_named_in_the_order_of_a_record():
    assert propose("We cleaned the gutters.", "en").missing == (
        *("problem", "outcome", "lessons", "figures", "cost", "staffing", "conditions", "years", "result"),
    )
    assert propose(TOLD, "en").missing == ("conditions", "result")


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("We cleaned. It worked.", Result.WORKED),
        ("We cleaned, but it did not work.", Result.FAILED),
        ("It worked in Oak. In Elm it failed.", Result.UNKNOWN),
        ("Result: mixed", Result.MIXED),
        ("Wir planen ein Becken.", Result.PLANNED),
        ("The pump worked overtime.", Result.UNKNOWN),
    ],
)
def test_the_result_is_only_what_the_words_say(text: str, result: Result):
    assert propose(text, "en").result is result


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("We had a sewer of 1950. In 2019 we built a pond.", (2019, None)),
        ("We built it from 2018 to 2020.", (2018, 2020)),
        ("We built what burnt down from 2020 to 2018.", (2020, None)),
        ("We built it for $2000 at 20191 Elm, see https://x.org/2001/a.", (None, None)),
        ("Flooded since 2007.", (2007, None)),
    ],
)
def test_the_years_of_what_was_done_come_first(text: str, years: tuple[int | None, int | None]):
    proposal = propose(text, "en")

    assert (proposal.year_start, proposal.year_end) == years


def test_topics_are_those_of_the_network_whose_words_stand_in_the_text():
    assert propose("We cleaned Storm drains.", "en", ["drain", "parking", "storm drains"]).topics == (
        "storm drains",
    )


def test_addresses_are_sources_and_a_line_of_its_own_is_nothing_else():
    proposal = propose("We wrote it down (https://oak.example/a).\nhttps://oak.example/b", "en")

    assert [each.url for each in proposal.sources] == ["https://oak.example/a", "https://oak.example/b"]
    assert parts(proposal) == {"action": "We wrote it down (https://oak.example/a)."}


def test_a_long_first_sentence_is_cut_at_a_word_for_the_title():
    proposal = propose("- we cleaned " + "gutters and " * 20 + "drains.", "en")

    assert len(proposal.title) <= 150
    assert proposal.title.startswith("we cleaned gutters and")
    assert proposal.title.endswith(("gutters…", "and…"))


def test_twenty_thousand_characters_are_taken_apart_as_well():
    proposal = propose(TOLD * 80, "en")

    assert sum(len(text) for text in parts(proposal).values()) > 20_000


WORDS = st.sampled_from(
    ["We had", "because", "it cost", "$5", "40%", "Problem:", "title:", "Result: worked", "2019", "next time"]
)
PIECES = st.one_of(WORDS, st.text(max_size=12), st.sampled_from([". ", "\n", "\n\n", "。", "! ", " "]))


TEXT_OF_ANY_KIND = st.lists(PIECES, max_size=30).map("".join)
LANGUAGE = st.sampled_from([*CUES, "ja", "ar", "und"])


def letters(proposal: Proposal) -> Counter[str]:
    """Every character but spaces of the parts and the sources, counted."""
    sources = [each.title for each in proposal.sources if each.title != each.url]
    return Counter("".join("".join([*parts(proposal).values(), *sources]).split()))


@given(TEXT_OF_ANY_KIND, LANGUAGE)
@example("Title: a\nTitle: b\nYear: 2019\nYear: 2020\nResult: it worked\nResult: failed", "en")
def test_nothing_is_invented_or_said_twice(text: str, language: str):
    proposal, told = propose(text, language), clean(text)

    assert letters(proposal) <= Counter("".join(told.split()))
    for part in parts(proposal).values():
        assert all(word in told for line in part.split("\n") for word in line.split(" "))
    assert proposal.title.removesuffix("…") in " ".join(told.split())


@given(TEXT_OF_ANY_KIND, LANGUAGE)
def test_no_letter_of_a_text_without_labels_is_lost(text: str, language: str):
    without_labels = "\n".join(f"x {line}" for line in clean(text).split("\n"))

    assert letters(propose(without_labels, language)) == Counter("".join(without_labels.split()))


@pytest.mark.parametrize("first", ["Title: a", "Year: 2019", "Result: it worked"])
def test_a_value_that_is_given_twice_is_lost_neither_time(first: str):
    second = first.partition(": ")[2]

    assert second in parts(propose(f"{first}\n{first}", "en")).values()


def test_every_cue_and_label_is_written_as_texts_are_read():
    words = [*LABELS.values(), *RESULTS.values(), *(each for cues in CUES.values() for each in cues.values())]

    assert all(each == clean(each).lower() for line in words for each in line.split("|"))


def test_the_documentation_has_every_label_cue_and_word_of_a_result():
    page = (Path(__file__).parents[2] / "docs" / "giving_back.md").read_text(encoding="utf-8")
    rows = [row for words in (LABELS, RESULTS, *CUES.values()) for row in words.items()]

    assert [name for name, words in rows if f"| {name} | {words.replace('|', ', ')} |" not in page] == []
