"""By which words a follow-up narrows an answer, in each of our languages; narrowing_words.py has the rules.

What is not certain is left out: an answer that is narrowed by mistake is worse than one that is not.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cues:
    """The words of one language, as regular expressions.

    Before a condition `opening` may stand, then an article, and after it `closing`; each must match nothing,
    too. `places` are the words for places, {p} in the conditions; {year} is a year there.
    """

    opening: str
    places: str
    conditions: Mapping[str, str]
    articles: str = ""
    closing: str = ""


CUES: Mapping[str, Cues] = {
    "en": Cues(
        opening=r"(?:(?:and|but|what about|how about|only|just|show(?: me)?)\s+)*(?:in\s+|from\s+)?",
        articles=r"(?:the\s+)?",
        places=r"(?:cities|towns|places|ones)",
        conditions={
            "small": r"(?:smaller|small) {p}",
            "large": r"(?:larger|large|bigger|big) {p}",
            "failed": r"did any(?: of them| {p})? fail|(?:what|which)(?: {p})? failed",
            "like_yours": r"(?:{p} )?(?:with |in )?(?:a |the )?(?:similar|same) climates?",
            "hot": r"(?:hot|hotter|warm|warmer) (?:{p}|climates?|countries)",
            "cold": r"(?:cold|colder) (?:{p}|climates?|countries)",
            "dry": r"(?:dry|drier|arid) (?:{p}|climates?|countries)",
            "since": r"(?:{p} )?since {year}",
            "after": r"(?:{p} )?after {year}",
            "newer": r"(?:newer|more recent|recent) (?:{p}|records|examples)",
            "further": r"(?:any |some )?(?:more|others)(?:,? please)?|(?:what|who|anything|anyone) else",
        },
    ),
    "es": Cues(
        opening=r"(?:(?:y|pero|qu[eé] hay de|qu[eé] pasa con|qu[eé] tal|s[oó]lo|solamente|muestra)\s+)*"
        r"(?:en\s+|de\s+)?",
        articles=r"(?:l[ao]s?\s+|el\s+)?",
        places=r"(?:ciudades|municipios|pueblos|lugares|localidades)",
        conditions={
            "small": r"{p} (?:más )?pequeñ[ao]s|más pequeñ[ao]s",
            "large": r"{p} (?:más )?grandes|más grandes",
            "failed": r"(?:qué|cuál|cuáles) (?:fracasó|fracasaron|falló|fallaron)"
            r"|(?:fracasó|falló) algun[oa]",
            "like_yours": r"(?:{p} )?(?:con )?(?:un )?"
            r"(?:clima (?:similar|parecido)|el mismo clima|mismo clima)",
            "hot": r"(?:{p}|climas?|países) (?:más )?(?:cálid[ao]s?|caluros[ao]s?)",
            "cold": r"(?:{p}|climas?|países) (?:más )?frí[ao]s?",
            "dry": r"(?:{p}|climas?|países) (?:más )?(?:sec[ao]s?|árid[ao]s?)",
            "since": r"(?:{p} )?(?:desde|a partir de) (?:el )?{year}",
            "after": r"(?:{p} )?después de(?:l)? {year}",
            "newer": r"(?:{p} )?(?:más )?recientes|{p} más nuev[ao]s|más nuev[ao]s",
            "further": r"(?:hay |algun[ao]s? )?más|qu(?:é|e|ién|iénes) más|otr[ao]s",
        },
    ),
    "fr": Cues(
        opening=r"(?:(?:et|mais|qu'en est-il|seulement|uniquement|montre(?:z)?(?:-moi)?)\s+)*"
        r"(?:(?:en|dans|au|aux|du|de|des|pour)\s+)?",
        articles=r"(?:(?:les?|la)\s+|l')?",
        places=r"(?:villes|communes|municipalités|collectivités)",
        conditions={
            "small": r"(?:plus )?petites {p}|{p} plus petites|plus petites",
            "large": r"(?:plus )?grandes {p}|{p} plus grandes|plus grandes",
            "failed": r"qu'est-ce qui a échoué|lesquel(?:le)?s ont échoué|certaines? ont-elles échoué",
            "like_yours": r"(?:{p} )?(?:avec |sous )?"
            r"(?:(?:un |au )?climat (?:similaire|semblable|comparable)|le même climat|même climat)",
            "hot": r"(?:{p}|climats?|pays) (?:plus )?chaude?s?",
            "cold": r"(?:{p}|climats?|pays) (?:plus )?froide?s?",
            "dry": r"(?:{p}|climats?|pays) (?:plus )?(?:secs?|sèches|arides?)",
            "since": r"(?:{p} )?(?:depuis|à partir de) {year}",
            "after": r"(?:{p} )?après {year}",
            "newer": r"(?:{p}|exemples) (?:plus )?récente?s|plus récente?s",
            "further": r"(?:y en a-t-il )?d'autres(?: exemples)?|(?:quoi|qui) d'autre|plus d'exemples",
        },
    ),
    "pt": Cues(
        opening=r"(?:(?:e|mas|quanto (?:a|à|às|ao|aos)|que tal|só|somente|apenas|mostre)\s+)*"
        r"(?:(?:em|no|na|nos|nas|de|do|da|dos|das)\s+)?",
        articles=r"(?:[ao]s?\s+)?",
        places=r"(?:cidades|municípios|lugares|localidades|concelhos)",
        conditions={
            "small": r"{p} (?:menores|(?:mais )?pequen[ao]s)|pequen[ao]s {p}|mais pequen[ao]s",
            "large": r"{p} (?:maiores|grandes)|grandes {p}",
            "failed": r"(?:o que|qual|quais) (?:falhou|falharam|fracassou|fracassaram|não funcionou)"
            r"|(?:falhou|fracassou) algum[a]?",
            "like_yours": r"(?:{p} )?(?:com )?(?:um )?"
            r"(?:clima (?:semelhante|parecido|similar)|o mesmo clima|mesmo clima)",
            "hot": r"(?:{p}|climas?|países) (?:mais )?quentes?",
            "cold": r"(?:{p}|climas?|países) (?:mais )?fri[ao]s?",
            "dry": r"(?:{p}|climas?|países) (?:mais )?(?:sec[ao]s?|árid[ao]s?)",
            "since": r"(?:{p} )?(?:desde|a partir de) {year}",
            "after": r"(?:{p} )?(?:depois de|após) {year}",
            "newer": r"(?:{p}|exemplos) (?:mais )?recentes|mais recentes",
            "further": r"há mais|(?:o que|quem) mais|outr[ao]s(?: exemplos)?|mais exemplos",
        },
    ),
    "de": Cues(
        opening=r"(?:(?:und|aber|was ist mit|wie ist es (?:mit|in)|nur|zeige?(?: mir)?)\s+)*"
        r"(?:(?:in|aus)\s+)?",
        articles=r"(?:(?:der|die|das|den|dem)\s+)?",
        places=r"(?:städten?|gemeinden|kommunen|orten?)",
        conditions={
            "small": r"klein(?:er)?en? {p}",
            "large": r"(?:größere|grössere|große|grosse)n? {p}",
            "failed": r"was ist (?:gescheitert|schiefgegangen)|was hat nicht funktioniert"
            r"|welche (?:{p} )?sind gescheitert|sind welche gescheitert",
            "like_yours": r"(?:{p} )?(?:mit |in )?(?:einem )?"
            r"(?:ähnliche[mns] klima|gleiche[mns] klima|dem gleichen klima|demselben klima)",
            "hot": r"(?:heiße|heisse|heißere|warme|wärmere)[ns]? (?:{p}|klima|ländern?)",
            "cold": r"(?:kalte|kältere)[ns]? (?:{p}|klima|ländern?)",
            "dry": r"(?:trockene|trockenere)[ns]? (?:{p}|klima|ländern?)",
            "since": r"(?:{p} )?(?:seit|ab) {year}",
            "after": r"(?:{p} )?nach {year}",
            "newer": r"(?:neuere|jüngere|aktuellere)n? (?:{p}|beispiele|einträge)",
            "further": r"(?:noch )?(?:mehr|weitere)(?: beispiele)?|andere beispiele"
            r"|(?:was|wer) (?:sonst )?noch",
        },
    ),
    "it": Cues(
        opening=r"(?:(?:e|ma|che dire (?:di|delle|dei)|che ne è (?:di|delle|dei)|solo|soltanto|mostra(?:mi)?)"
        r"\s+)*(?:(?:in|nel|nella|negli|nei|nelle)\s+|nell')?",
        articles=r"(?:(?:le|i|gli|la|il|lo)\s+|l')?",
        places=r"(?:città|comuni|luoghi|centri)",
        conditions={
            "small": r"{p} (?:più )?piccol[ei]|piccol[ei] {p}|più piccol[ei]",
            "large": r"{p} (?:più )?grandi|grandi {p}|più grandi",
            "failed": r"(?:che )?cosa (?:è fallito|non ha funzionato)"
            r"|qual[ei] (?:{p} )?(?:ha|hanno|sono|è) fallit[oaie]",
            "like_yours": r"(?:{p} )?(?:con )?(?:un )?(?:clima simile|lo stesso clima|stesso clima)",
            "hot": r"(?:{p}|clim[ai]|paesi) (?:più )?cald[oaei]",
            "cold": r"(?:{p}|clim[ai]|paesi) (?:più )?fredd[oaei]",
            "dry": r"(?:{p}|clim[ai]|paesi) (?:più )?(?:secc[oa]|secch[ei]|arid[oaei])",
            "since": r"(?:{p} )?(?:dal|a partire dal) {year}",
            "after": r"(?:{p} )?dopo il {year}",
            "newer": r"(?:{p}|esempi) (?:più )?recenti|più recenti",
            "further": r"(?:ce ne sono )?altr[ie](?: esempi)?|(?:cos'|che |chi )altro",
        },
    ),
    "sw": Cues(
        opening=r"(?:(?:na|lakini|je|vipi kuhusu|onyesha)\s+)*(?:(?:katika|huko)\s+)?",
        closing=r"(?:\s+(?:tu|pekee|je))?",
        places=r"(?:miji|majiji|manispaa|maeneo)",
        conditions={
            "small": r"{p} (?:midogo|madogo|ndogo)(?: zaidi)?",
            "large": r"{p} (?:mikubwa|makubwa|kubwa)(?: zaidi)?",
            "failed": r"(?:nini|ipi|zipi) (?:ilishindwa|imeshindwa|zilishindwa|zimeshindwa|kilishindwa)",
            "like_yours": r"(?:{p} )?(?:yenye )?hali ya hewa (?:inayofanana|sawa)",
            "hot": r"(?:{p}|nchi) (?:yenye|zenye) joto",
            "cold": r"(?:{p}|nchi) (?:yenye|zenye) baridi",
            "dry": r"(?:{p}|nchi) (?:kame|(?:yenye|zenye) ukame)",
            "since": r"(?:{p} )?(?:tangu|kuanzia) (?:mwaka )?{year}",
            "after": r"(?:{p} )?baada ya (?:mwaka )?{year}",
            "newer": r"mifano (?:mipya|ya hivi karibuni)(?: zaidi)?",
            "further": r"(?:kuna )?(?:zaidi|nyingine|mingine)|mifano (?:zaidi|mingine)|nini kingine",
        },
    ),
    "ar": Cues(
        opening=r"(?:(?:و?ماذا عن|و?لكن|فقط|أرني)\s+)*(?:و?(?:في|من)\s+)?",
        closing=r"(?:\s+فقط)?",
        places=r"(?:(?:ال)?(?:مدن|بلديات|بلدات))",
        conditions={
            "small": r"{p} (?:ال)?(?:أصغر|صغيرة)",
            "large": r"{p} (?:ال)?(?:أكبر|كبيرة)",
            "failed": r"ما الذي فشل|أيها فشل|أي منها فشل|هل فشل (?:أي منها|بعضها)",
            "like_yours": r"(?:{p} )?(?:ذات |ب|في )?مناخ (?:مشابه|مماثل)|(?:{p} )?(?:ذات |في )?نفس المناخ",
            "hot": r"(?:{p}|(?:ال)?(?:بلدان|دول|مناخ)) (?:ال)?(?:حارة?|دافئة?)",
            "cold": r"(?:{p}|(?:ال)?(?:بلدان|دول|مناخ)) (?:ال)?باردة?",
            "dry": r"(?:{p}|(?:ال)?(?:بلدان|دول|مناخ)) (?:ال)?(?:جافة?|قاحلة?)",
            "since": r"(?:{p} )?منذ (?:عام |سنة )?{year}",
            "after": r"(?:{p} )?بعد (?:عام |سنة )?{year}",
            "newer": r"(?:{p}|أمثلة|تجارب) (?:أحدث|حديثة)",
            "further": r"(?:هل هناك )?المزيد|أمثلة أخرى|غيرها",
        },
    ),
    "zh": Cues(
        opening=r"(?:那么?|但是?|只看|只要|仅限|請看|请看|那麼|僅限)?(?:在)?",
        closing=r"(?:呢|的呢|吗|嗎|怎么样|怎麼樣)?",
        places=r"(?:城市|城镇|城鎮|市镇|地方)",
        conditions={
            "small": r"(?:更|较|較|比较)?小(?:型|一些|一点)?的?{p}",
            "large": r"(?:更|较|較|比较)?大(?:型|一些|一点)?的?{p}",
            "failed": r"(?:哪些|哪个|哪個)(?:{p})?(?:失败|失敗)了?|有没有(?:失败|失敗)的",
            "like_yours": r"(?:气候|氣候)(?:相似|类似|類似|相近|相同)的?(?:{p})?"
            r"|(?:相似|类似|類似|相同)的?(?:气候|氣候)",
            "hot": r"(?:炎热|炎熱|更热|更熱|温暖)的?(?:{p}|国家|國家|气候|氣候)",
            "cold": r"(?:寒冷|更冷)的?(?:{p}|国家|國家|气候|氣候)",
            "dry": r"(?:干旱|干燥|乾燥|乾旱)的?(?:{p}|国家|國家|气候|氣候)",
            "since": r"自?{year}年?(?:以来|以來|起)|(?:从|從){year}年?(?:起|开始|開始)",
            "after": r"{year}年?(?:之后|之後|以后|以後)",
            "newer": r"(?:较新|較新|更新|最近|近期)的(?:{p}|例子|案例)",
            "further": r"(?:还有|還有)?(?:更多|(?:其他|别的|別的)的?(?:例子|案例|{p}))"
            r"|(?:还有|還有)(?:吗|嗎|呢)",
        },
    ),
    "ja": Cues(
        opening=r"(?:(?:では|じゃあ|それでは|でも)、?)?",
        closing=r"(?:だけ|のみ)?(?:では|なら|は|の場合は?|を)?"
        r"(?:どう(?:ですか|でしょうか)?|ありますか|見せて(?:ください)?)?",
        places=r"(?:都市|自治体|市町村|町|街)",
        conditions={
            "small": r"(?:もっと|より)?小さ(?:い|な){p}|小規模な{p}",
            "large": r"(?:もっと|より)?大き(?:い|な){p}|大規模な{p}|大都市",
            "failed": r"(?:どれ|どこ|何|どの{p})が失敗し(?:た|ました)か?|失敗した(?:{p}|例|事例)",
            "like_yours": r"気候が(?:似た|似ている|同じ){p}|(?:似た|同じ)気候(?:の{p})?",
            "hot": r"(?:もっと|より)?(?:暑い|暖かい|温暖な)(?:{p}|国|気候)",
            "cold": r"(?:もっと|より)?(?:寒い|寒冷な)(?:{p}|国|気候)",
            "dry": r"乾燥した(?:{p}|国|気候)",
            "since": r"{year}年?(?:以降|から)(?:の(?:{p}|例|事例))?",
            "after": r"{year}年?より後(?:の(?:{p}|例|事例))?",
            "newer": r"(?:もっと|より)?(?:新しい|最近の)(?:{p}|例|事例)",
            "further": r"もっと|(?:ほか|他)に(?:も|は)?|(?:ほか|他)の(?:{p}|例|事例)",
        },
    ),
    "ko": Cues(
        opening=r"(?:(?:그럼|그러면|그런데|하지만|그리고)\s+)?",
        closing=r"(?:들)?(?:에서는|에서|은|는|이라면|라면|만)?"
        r"(?:요|\s+(?:어때요?|어떤가요|있나요|보여 ?주세요))?",
        places=r"(?:도시|지자체|지역|마을)",
        conditions={
            "small": r"(?:더 )?작은 {p}|소도시",
            "large": r"(?:더 )?큰 {p}|대도시",
            "failed": r"(?:무엇이|어디가|어느 곳이|어떤 {p}가) 실패했(?:나요|습니까|어요)"
            r"|실패한 (?:{p}|사례)",
            "like_yours": r"기후가 (?:비슷한|같은) {p}|(?:비슷한|같은) 기후(?:의 {p})?",
            "hot": r"(?:더 )?(?:더운|따뜻한) (?:{p}|나라|기후)",
            "cold": r"(?:더 )?추운 (?:{p}|나라|기후)",
            "dry": r"건조한 (?:{p}|나라|기후)",
            "since": r"{year}년?(?:부터| 이후)(?:의 (?:{p}|사례))?",
            "newer": r"(?:더 )?(?:최근|새로운) (?:{p}|사례)",
            "further": r"더|다른 (?:{p}|사례|곳)",
        },
    ),
    "hi": Cues(
        opening=r"(?:(?:और|लेकिन|सिर्फ़|सिर्फ|केवल|क्या)\s+)*",
        closing=r"(?:\s+(?:के बारे में|में))?(?:\s+(?:क्या|ही|दिखाएँ|दिखाइए))?",
        places=r"(?:शहरों|शहर|नगरों|नगर|कस्बों|कस्बे)",
        conditions={
            "small": r"(?:और |अधिक )?छोटे {p}",
            "large": r"(?:और |अधिक )?बड़े {p}",
            "failed": r"(?:क्या|कौन सा|कौन से) (?:विफल|असफल) (?:हुआ|हुए|रहा|रहे)",
            "like_yours": r"(?:समान|एक जैसी|मिलती-जुलती) जलवायु(?: वाले {p})?",
            "hot": r"(?:गर्म|गरम) (?:{p}|देशों|देश|जलवायु)",
            "cold": r"(?:ठंडे|ठंडी) (?:{p}|देशों|देश|जलवायु)",
            "dry": r"(?:सूखे|शुष्क) (?:{p}|देशों|देश|जलवायु)",
            "since": r"{year} से",
            "after": r"{year} के बाद",
            "newer": r"(?:नए|हाल के) (?:{p}|उदाहरण)",
            "further": r"(?:और|अन्य|दूसरे) (?:{p}|उदाहरण)|और (?:क्या|कौन)",
        },
    ),
}
