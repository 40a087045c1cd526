"""A date of birth is seen in each language of the bot; one of anything else, or of a group, is not."""

import pytest

from bot.births import BEFORE
from bot.catalogues import available
from bot.refusal import Refusal
from bot.screening import question


def test_every_language_of_the_bot_has_words_for_it():
    assert set(BEFORE) == {"en", *available()}


@pytest.mark.parametrize(
    "text",
    [
        "Maria Rossi, born 12.3.1980, refuses her vaccination",
        "Our clerk was born in Leeds on March 12, 1980 and wants to retire",
        "Resident, DOB: 03/12/1980, was refused a place",
        "Her date of birth is 12th of March, 1980",
        "Frau Weber, geboren am 12. März 1980, will nicht umziehen",
        "Herr Weber (geb. 12.3.80) hat keinen Ausweis",
        "Der am 12. März 1980 geborene Antragsteller klagt",
        "La vecina, nacida el 12 de marzo de 1980, no paga",
        "Fecha de nacimiento: 12/03/1980, ¿qué hacemos?",
        "Mme Martin, née le 12 mars 1980, refuse le vaccin",
        "Mme Martin née Dupont le 1er mars 1980 refuse",
        "Il est né à Lyon le 12/03/1980",
        "La signora, nata a Roma il 12 marzo 1980, rifiuta",
        "Data di nascita 12.3.1980, che fare?",
        "A moradora, nascida em 12 de março de 1980, recusa",
        "Data de nascimento: 12-03-1980",
        "المواطنة من مواليد 12 مارس 1980 ترفض اللقاح",
        "تاريخ ميلادها: 12/3/1980",
        "ولدت في 12 مارس 1980 وترفض اللقاح",
        "王先生，1980年3月12日出生，拒绝接种",
        "她出生于1980年3月12日，怎么办？",
        "出生日期：1980-03-12，怎么办？",
        "申請者は1980年3月12日生まれです",
        "生年月日 昭和55年3月12日 の住民が拒否しています",
        "민원인은 1980년 3월 12일생입니다",
        "생년월일: 1980. 3. 12. 인 주민이 거부합니다",
        "उनकी जन्म तिथि 12 मार्च 1980 है",
        "वह 12 मार्च 1980 को जन्मी और टीका नहीं चाहती",
        "Mkazi alizaliwa tarehe 12 Machi 1980, anakataa chanjo",
        "Tarehe ya kuzaliwa: 12/3/1980",
    ],
)
def test_a_date_of_birth_is_refused(text: str):
    with pytest.raises(Refusal, match="private_data") as refused:
        question(text)

    assert dict(refused.value.details) == {"what": "private:birth"}


@pytest.mark.parametrize(
    "text",
    [
        "How did the birth rate change after 1 January 2020?",
        "The date of construction of the bridge is 12.3.1980, who has one as old?",
        "Who gives children born after 1 September 2020 a free place?",
        "Free passes for residents born on or before 31 December 1957?",
        "A place for each child born 1 September 2020 or later?",
        "Bornholm 12.3.2020: what did the island decide?",
        "Foreign-born residents on 31 December 2020: how do you count them?",
        "Wie hat sich die Geburtenrate seit dem 1.1.2020 geändert?",
        "Eine Impfpflicht für vor dem 1. Januar 1971 geborene Beschäftigte?",
        "¿La tasa de natalidad del 1 de enero de 2020?",
        "¿Plazas para niños nacidos después del 1 de enero de 2020?",
        "Une place pour chaque enfant né après le 1er janvier 2020 ?",
        "Né prima né dopo il 12 marzo 2020 abbiamo deciso",
        "Il tasso di natalità del 12 marzo 2020?",
        "Uma vaga para crianças nascidas depois de 1 de janeiro de 2020?",
        "كيف تغير معدل المواليد منذ 1 يناير 2020؟",
        "火灾发生于2020年3月12日，如何重建？",
        "学生日常管理2020年3月12日起改变",
        "2020年1月1日以后出生的孩子免费吗？",
        "新规定于2020年4月1日生效",
        "2020年4月2日以降に生まれた子どもは無料ですか",
        "2020年4月1日生活保護の基準が変わりました",
        "2020년 1월 1일 이후 출생한 아이는 무료입니까",
        "출생률이 2020년 1월 1일 바뀌었습니다",
        "1 अप्रैल 2020 को जन्म प्रमाण पत्र ऑनलाइन हुए, कैसे?",
        "Watoto waliozaliwa baada ya 1 Januari 2020 hulipa nini?",
        "Kiwango cha kuzaliwa tarehe 1 Januari 2020?",
    ],
)
def test_a_date_that_is_nobodys_birth_passes(text: str):
    assert question(text) == text
