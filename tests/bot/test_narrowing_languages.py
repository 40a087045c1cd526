"""Follow-ups are understood in every language of ours, and what is none stays a question."""

import pytest

from bot.catalogues import available
from bot.questions.narrowing import LARGE, LIKE_YOURS, SMALL, Narrowing
from bot.questions.narrowing_cues import CUES
from bot.questions.narrowing_words import narrowing
from bot.shown import NarrowedShown
from matching.domain import Result
from tests.bot.stage import Stage

EUROPE = "150"
SMALLER, LARGER = Narrowing(below=SMALL), Narrowing(least=LARGE)
FAILED, MORE = Narrowing(result=Result.FAILED), Narrowing(further=True)
HOT, COLD, DRY, ALIKE = (Narrowing(climate=each) for each in ("hot", "cold", "dry", LIKE_YOURS))
SINCE, NEWER = Narrowing(since=2020), Narrowing(since=2021)


def of(place: str) -> Narrowing:
    return Narrowing(place=place)


SAID = {
    "en": [("what about smaller cities?", SMALLER)],
    "es": [("¿Y en ciudades más pequeñas?", SMALLER)],
    "fr": [
        ("Et dans les petites villes ?", SMALLER),
        ("seulement les villes plus grandes", LARGER),
        ("Lesquelles ont échoué ?", FAILED),
        ("avec un climat similaire", ALIKE),
        ("dans les pays chauds", HOT),
        ("depuis 2020", SINCE),
        ("plus récentes ?", NEWER),
        ("D’autres exemples ?", MORE),
        ("Et en Allemagne ?", of("DE")),
        ("Et aux États-Unis ?", of("US")),
        ("uniquement l'Europe", of(EUROPE)),
    ],
    "pt": [
        ("E em cidades menores?", SMALLER),
        ("só municípios grandes", LARGER),
        ("O que falhou?", FAILED),
        ("com clima semelhante", ALIKE),
        ("em países frios", COLD),
        ("depois de 2019", SINCE),
        ("Quem mais?", MORE),
        ("E na Alemanha?", of("DE")),
        ("apenas no Brasil", of("BR")),
    ],
    "de": [
        ("Und in kleineren Städten?", SMALLER),
        ("nur größere Städte", LARGER),
        ("Was ist gescheitert?", FAILED),
        ("mit ähnlichem Klima", ALIKE),
        ("in trockenen Ländern", DRY),
        ("seit 2020", SINCE),
        ("neuere Beispiele", NEWER),
        ("Noch mehr?", MORE),
        ("Und in der Schweiz?", of("CH")),
        ("nur in Europa", of(EUROPE)),
    ],
    "it": [
        ("E nelle città più piccole?", SMALLER),
        ("solo comuni grandi", LARGER),
        ("Che cosa non ha funzionato?", FAILED),
        ("con un clima simile", ALIKE),
        ("in paesi caldi", HOT),
        ("dopo il 2019", SINCE),
        ("Altri esempi?", MORE),
        ("E in Germania?", of("DE")),
        ("solo negli Stati Uniti", of("US")),
    ],
    "sw": [
        ("Vipi kuhusu miji midogo?", SMALLER),
        ("miji mikubwa tu", LARGER),
        ("Nini ilishindwa?", FAILED),
        ("hali ya hewa inayofanana", ALIKE),
        ("tangu mwaka 2020", SINCE),
        ("Kuna zaidi?", MORE),
        ("katika Ulaya", of(EUROPE)),
        ("Ujerumani tu", of("DE")),
    ],
    "ar": [
        ("ماذا عن المدن الأصغر؟", SMALLER),
        ("فقط المدن الكبيرة", LARGER),
        ("ما الذي فشل؟", FAILED),
        ("بمناخ مشابه", ALIKE),
        ("في البلدان الحارة", HOT),
        ("منذ عام 2020", SINCE),
        ("منذ ٢٠٢٠", SINCE),
        ("هل هناك المزيد؟", MORE),
        ("وفي ألمانيا؟", of("DE")),
        ("في أوروبا فقط", of(EUROPE)),
    ],
    "zh": [
        ("更小的城市呢？", SMALLER),
        ("只看大城市", LARGER),
        ("哪些失败了？", FAILED),
        ("气候相似的城市", ALIKE),
        ("炎热的国家呢", HOT),
        ("2020年以来", SINCE),
        ("2019年之后", SINCE),
        ("还有吗？", MORE),
        ("在德国呢？", of("DE")),
        ("只看欧洲", of(EUROPE)),
    ],
    "ja": [
        ("もっと小さい都市は？", SMALLER),
        ("大都市だけ", LARGER),
        ("どれが失敗しましたか？", FAILED),
        ("気候が似ている都市", ALIKE),
        ("寒い国ではどうですか", COLD),
        ("2020年以降", SINCE),
        ("最近の事例", NEWER),
        ("もっと", MORE),
        ("ドイツでは？", of("DE")),
        ("ヨーロッパだけ", of(EUROPE)),
    ],
    "ko": [
        ("더 작은 도시는요?", SMALLER),
        ("대도시만", LARGER),
        ("어디가 실패했나요?", FAILED),
        ("기후가 비슷한 도시", ALIKE),
        ("추운 나라는 어때요?", COLD),
        ("2020년 이후", SINCE),
        ("더 있나요?", MORE),
        ("독일은요?", of("DE")),
        ("유럽에서는 어때요?", of(EUROPE)),
    ],
    "hi": [
        ("छोटे शहरों के बारे में क्या?", SMALLER),
        ("सिर्फ बड़े शहर", LARGER),
        ("क्या विफल हुआ?", FAILED),
        ("समान जलवायु", ALIKE),
        ("गर्म देशों में", HOT),
        ("2020 से", SINCE),
        ("२०२० से", SINCE),
        ("और उदाहरण", MORE),
        ("और जर्मनी में?", of("DE")),
        ("सिर्फ यूरोप में", of(EUROPE)),
    ],
}

QUESTIONS = {
    "fr": [
        "Merci",
        "Et alors ?",
        "plus d'argent pour les égouts",
        "Que font les petites villes ?",
    ],
    "pt": ["Obrigado", "mais dinheiro para drenos", "Como as cidades menores pagam?", "E agora?"],
    "de": ["Danke", "Und jetzt?", "andere", "mehr Geld", "Was machen kleinere Städte seit 2020?"],
    "it": ["Grazie", "E adesso?", "altri soldi per le fogne", "Come pagano le città più piccole?"],
    "sw": ["Asante", "Na sasa?", "pesa zaidi kwa mifereji", "Miji midogo hulipaje?"],
    "ar": ["شكرا", "وماذا الآن؟", "المزيد من المال للمجاري", "كيف تدفع المدن الأصغر؟"],
    "zh": ["谢谢", "然后呢？", "更多的钱修下水道", "还有", "小城市怎么支付排水费用？"],
    "ja": ["ありがとう", "それで？", "もっとお金が必要です", "小さい都市はどう支払いますか？"],
    "ko": ["감사합니다", "그래서요?", "더 많은 예산", "또", "작은 도시는 어떻게 지불하나요?"],
    "hi": ["धन्यवाद", "अब क्या?", "नालियों के लिए और पैसा", "और", "छोटे शहर नालियों का भुगतान कैसे करते हैं?"],
}


def test_every_language_of_ours_has_its_words():
    assert set(CUES) == set(SAID) == set(available())


@pytest.mark.parametrize(
    ("language", "text", "meant"),
    [(language, text, meant) for language, said in SAID.items() for text, meant in said],
)
def test_a_follow_up_is_understood_in_the_words_of_its_language(language: str, text: str, meant: Narrowing):
    assert narrowing(text, language, 2026) == meant
    assert narrowing(text, "en", 2026) == meant


@pytest.mark.parametrize(
    ("language", "text"), [(language, text) for language, said in QUESTIONS.items() for text in said]
)
def test_what_is_no_follow_up_narrows_nothing(language: str, text: str):
    assert narrowing(text, language, 2026) is None


@pytest.mark.parametrize(
    ("language", "text"),
    [("fr", "La France !"), ("de", "Die Schweiz!"), ("de", "Deutschland!"), ("zh", "德国"), ("ja", "ドイツ")],
)
def test_a_place_alone_that_nobody_said_to_the_bot_narrows_nothing(language: str, text: str):
    assert narrowing(text, language, 2026) is not None
    assert narrowing(text, language, 2026, addressed=False) is None


@pytest.mark.parametrize("language", SAID)
def test_a_follow_up_in_any_language_repeats_the_question_for_fewer_places(stage: Stage, language: str):
    stage.ask()
    text = next(text for text, meant in SAID[language] if meant == SMALLER)

    answer = stage.ask(text=text)

    assert answer.narrowed == NarrowedShown(below=SMALL)
    assert [match.place.name for match in answer.matches] == ["Oak"]
