"""The words by which a sentence is taken for a part of a record, in each language; docs/giving_back.md.

A word that ends in * stands for all that begin with it. A text in another language goes by labels alone.
"""

from collections.abc import Mapping

# What stands before a colon, or alone on a line, above the words of a part; in a text of any language.
LABELS: Mapping[str, str] = {
    "title": "title|título|titulo|titre|titel|titolo|العنوان|标题|標題|タイトル|題名|제목|शीर्षक|kichwa",
    "problem": "problem|the problem|what was the problem|situation|why|background|problema|"
    "el problema|problème|le problème|das problem|o problema|ausgangslage|contexto|contexte|"
    "il problema|situazione|المشكلة|الخلفية|问题|問題|背景|課題|문제|배경|समस्या|tatizo",
    "action": "action|actions|what we did|we did|what did you do|solution|what was done|acción|"
    "qué hicimos|lo que hicimos|solución|ce que nous avons fait|was wir getan haben|lösung|maßnahme|"
    "maßnahmen|ação|o que fizemos|solução|azione|soluzione|cosa abbiamo fatto|ما فعلناه|ماذا فعلنا|"
    "الحل|做法|措施|我们做了什么|解决方案|取り組み|対策|実施内容|우리가 한 일|조치|हमने क्या किया|"
    "समाधान|tulichofanya|suluhisho",
    "outcome": "outcome|outcomes|result|results|what came of it|resultado|resultados|résultat|"
    "résultats|ergebnis|ergebnisse|risultato|risultati|النتيجة|النتائج|结果|結果|成果|결과|성과|"
    "परिणाम|नतीजा|matokeo",
    "lessons": "lessons|lessons learned|lessons learnt|lesson|what we learned|what we learnt|"
    "next time|advice|lecciones|lo que aprendimos|leçons|enseignements|lehren|erfahrungen|lições|"
    "o que aprendemos|lezioni|insegnamenti|الدروس|الدروس المستفادة|经验教训|教训|教訓|学んだこと|"
    "교훈|सबक|सीख|tulichojifunza",
    "figures": "figures|numbers|data|cifras|datos|chiffres|zahlen|números|cifre|dati|numeri|الأرقام|"
    "البيانات|数据|數據|数字|データ|수치|데이터|आंकड़े|takwimu",
    "cost": "cost|costs|budget|coste|costo|costos|costes|presupuesto|coût|coûts|kosten|custo|custos|"
    "orçamento|costi|bilancio|التكلفة|الميزانية|费用|費用|成本|预算|預算|予算|コスト|비용|예산|लागत|"
    "बजट|gharama|bajeti",
    "staffing": "staff|staffing|people|team|personal|equipo|personnel|équipe|equipa|equipe|pessoal|"
    "personale|الموظفون|الفريق|人员|人員|团队|인력|직원|कर्मचारी|wafanyakazi",
    "conditions": "conditions|what it takes|condiciones|bedingungen|voraussetzungen|condições|"
    "condizioni|الشروط|条件|條件|조건|शर्तें|masharti",
    "years": "year|years|when|año|años|année|années|jahr|jahre|ano|anos|anno|anni|السنة|年份|年度|"
    "연도|वर्ष|साल|mwaka",
    "sources": "source|sources|link|links|fuente|fuentes|quelle|quellen|fonte|fontes|fonti|المصدر|"
    "المصادر|来源|來源|出典|출처|स्रोत|chanzo|vyanzo",
}

# By language and part. Of several in one sentence the one that stands first decides.
CUES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "problem": "because|problem*|we had|had no|there was no|there were no|suffer*|complain*|"
        "too many|too few|too slow|could not|couldn't|struggl*|challenge*|flooded",
        "action": "we introduced|we built|we started|we began|we set up|we bought|we hired|"
        "we trained|we changed|we created|we launched|we made|we gave|we opened|we installed|"
        "we wrote|we decided|we tested|we used|we asked|we replaced|we reduced|we charge*|we passed|"
        "we adopted|we plan*|we will|we let|we moved|we planted|we cleaned|council adopted|"
        "council passed|was introduced|were introduced|was built|were built|were installed",
        "outcome": "saved|fell|dropped|rose|increased|decreased|reduced by|went down|went up|"
        "as a result|since then|the result*|fewer|half as many|halved|doubled|it worked|worked well|"
        "it failed|did not work|didn't work|was a success|partly worked|mixed results",
        "lessons": "next time|we learned|we learnt|lesson*|in hindsight|looking back|we would|"
        "we should have|our advice|make sure|we recommend",
        "cost": "cost|costs|budget*|we paid|we spent|was spent|paid for by|financed|funded|grant*",
        "staffing": "full-time|full time|part-time|part time|fte|ftes|staff of|members of staff|"
        "people worked",
        "conditions": "only works if|works only if|it works if|only if|requires|depends on|you need",
    },
    "es": {
        "problem": "porque|problema*|teníamos|había|no había|sufr*|queja*|demasiad*|no podíamos|"
        "faltaba*|se inundaba*",
        "action": "introdujimos|construimos|empezamos|comenzamos|creamos|compramos|contratamos|"
        "cambiamos|lanzamos|pusimos|hicimos|abrimos|instalamos|decidimos|probamos|usamos|pedimos|"
        "sustituimos|redujimos|cobramos|aprobamos|plantamos|limpiamos|vamos a|planeamos|se aprobó|"
        "se construyó",
        "outcome": "ahorr*|bajó|bajaron|cayó|cayeron|subió|subieron|aument*|disminuy*|se redujo|"
        "se redujeron|desde entonces|como resultado|el resultado|menos|la mitad|funcionó|no funcionó|"
        "fracasó|fue un éxito|funcionó en parte|resultados mixtos",
        "lessons": "la próxima vez|aprendimos|lección|lecciones|volveríamos|haríamos|deberíamos|"
        "recomendamos|nuestro consejo",
        "cost": "costó|costaron|cuesta|cuestan|coste*|costo*|presupuesto|pagamos|gastamos|financi*|"
        "subvención",
        "staffing": "a tiempo completo|a media jornada|jornada completa|personas trabajaron|empleados",
        "conditions": "solo funciona si|sólo funciona si|solo si|requiere|depende de|hace falta",
    },
    "fr": {
        "problem": "parce que|problème*|nous avions|il y avait|il n'y avait|souffr*|plainte*|trop de|"
        "nous ne pouvions|manquait|manquaient",
        "action": "nous avons introduit|nous avons construit|nous avons commencé|nous avons créé|"
        "nous avons acheté|nous avons embauché|nous avons formé|nous avons changé|nous avons lancé|"
        "nous avons fait|nous avons mis|nous avons ouvert|nous avons installé|nous avons décidé|"
        "nous avons testé|nous avons utilisé|nous avons remplacé|nous avons réduit|nous avons adopté|"
        "nous avons planté|nous prévoyons|nous allons|a été introduit*|a été construit*",
        "outcome": "économis*|a baissé|ont baissé|a diminué|ont diminué|a augmenté|ont augmenté|"
        "a chuté|ont chuté|depuis|en conséquence|le résultat|moins de|moitié moins|a marché|"
        "a fonctionné|n'a pas marché|n'a pas fonctionné|a échoué|a été un succès|a marché en partie|"
        "résultats mitigés",
        "lessons": "la prochaine fois|nous avons appris|leçon*|avec le recul|nous ferions|"
        "nous aurions dû|nous recommandons|notre conseil",
        "cost": "a coûté|ont coûté|coûte|coûtent|coût*|budget*|nous avons payé|nous avons dépensé|"
        "financ*|subvention*",
        "staffing": "à temps plein|à temps partiel|équivalent temps plein|etp|personnes ont travaillé|agents",
        "conditions": "ne marche que si|ne fonctionne que si|seulement si|exige|dépend de|il faut",
    },
    "de": {
        "problem": "weil|problem*|wir hatten|es gab keine*|es gab kein|litt*|beschwerde*|zu viele|"
        "zu wenige|konnten nicht|fehlte*|überschwemm*|überflutet*",
        "action": "wir haben|haben wir|wir führten|führten wir|wir bauten|bauten wir|wir kauften|"
        "wir begannen|wir gründeten|wir stellten|wir schulten|wir änderten|wir beschlossen|"
        "wir testeten|wir nutzten|wir ersetzten|wir pflanzten|wir planen|wir werden|wurde eingeführt|"
        "wurden gebaut|wurde gebaut|eingeführt",
        "outcome": "gespart|sparte*|spart|sank|sanken|gesunken|stieg|stiegen|gestiegen|fiel|fielen|"
        "seitdem|seither|als ergebnis|das ergebnis|weniger|halb so viele|verdoppelt*|halbiert*|"
        "hat funktioniert|es funktionierte|hat nicht funktioniert|funktionierte nicht|"
        "ist gescheitert|war ein erfolg|teilweise funktioniert|gemischte ergebnisse",
        "lessons": "nächstes mal|beim nächsten mal|wir haben gelernt|gelernt haben wir|im nachhinein|"
        "rückblickend|wir würden|würden wir|wir hätten|hätten wir|wir empfehlen|unser rat",
        "cost": "kostete|kosteten|kostet|kosten|gekostet|haushalt|budget*|bezahlt*|ausgegeben|"
        "finanziert*|förder*|zuschuss",
        "staffing": "vollzeit*|teilzeit*|stellen|personen arbeiteten|mitarbeitende*|beschäftigte*",
        "conditions": "funktioniert nur|nur wenn|erfordert|hängt davon ab|voraussetzung*|man braucht",
    },
    "pt": {
        "problem": "porque|problema*|tínhamos|havia|não havia|sofr*|queixa*|reclamaç*|demasiad*|"
        "não podíamos|faltava*|alagava*",
        "action": "introduzimos|construímos|começamos|criamos|criámos|compramos|comprámos|"
        "contratamos|contratámos|mudamos|mudámos|lançamos|lançámos|fizemos|abrimos|instalamos|"
        "instalámos|decidimos|testamos|usamos|usámos|substituímos|reduzimos|cobramos|aprovamos|"
        "aprovámos|plantamos|plantámos|vamos|planejamos|foi aprovad*|foi construíd*",
        "outcome": "poup*|economiz*|caiu|caíram|baixou|baixaram|subiu|subiram|aument*|diminu*|"
        "reduziu-se|desde então|como resultado|o resultado|menos|metade|funcionou|não funcionou|"
        "fracassou|falhou|foi um sucesso|funcionou em parte|resultados mistos",
        "lessons": "da próxima vez|na próxima vez|aprendemos|lição|lições|faríamos|deveríamos|"
        "recomendamos|o nosso conselho|nosso conselho",
        "cost": "custou|custaram|custa|custam|custo*|orçamento|pagamos|pagámos|gastamos|gastámos|"
        "financi*|subsídio*",
        "staffing": "a tempo inteiro|em tempo integral|a tempo parcial|pessoas trabalharam|funcionários",
        "conditions": "só funciona se|só se|somente se|exige|depende de|é preciso",
    },
    "it": {
        "problem": "perché|problema|problemi|avevamo|c'era|c'erano|non c'era|non c'erano|lament*|"
        "reclami|troppi|troppe|non potevamo|mancava*|si allagava*",
        "action": "abbiamo introdotto|abbiamo costruito|abbiamo iniziato|abbiamo cominciato|"
        "abbiamo creato|abbiamo comprato|abbiamo acquistato|abbiamo assunto|abbiamo formato|"
        "abbiamo cambiato|abbiamo lanciato|abbiamo fatto|abbiamo messo|abbiamo aperto|"
        "abbiamo installato|abbiamo deciso|abbiamo provato|abbiamo usato|abbiamo sostituito|"
        "abbiamo ridotto|abbiamo adottato|abbiamo approvato|abbiamo piantato|prevediamo|"
        "è stato introdotto|è stata introdotta|è stato costruito|è stata costruita",
        "outcome": "risparmi*|è diminuit*|sono diminuit*|è aumentat*|sono aumentat*|è calat*|"
        "sono calat*|è sces*|sono sces*|da allora|di conseguenza|il risultato|la metà|ha funzionato|"
        "non ha funzionato|è fallit*|è stato un successo|risultati contrastanti",
        "lessons": "la prossima volta|abbiamo imparato|lezione|lezioni|col senno di poi|"
        "avremmo dovuto|consigliamo|il nostro consiglio",
        "cost": "è costat*|sono costat*|costa|costano|costo|costi|bilancio|abbiamo pagato|"
        "abbiamo speso|finanziat*|finanziament*",
        "staffing": "a tempo pieno|a tempo parziale|part-time|persone hanno lavorato|dipendenti",
        "conditions": "funziona solo se|solo se|richiede|dipende da|dipende dal|dipende dalla",
    },
    "ar": {
        "problem": "لأن|مشكلة|المشكلة|كان لدينا|كانت لدينا|لم يكن لدينا|شكاوى|الشكاوى|عانينا",
        "action": "قمنا|وقمنا|أدخلنا|بنينا|بدأنا|أنشأنا|اشترينا|وظفنا|دربنا|أطلقنا|فتحنا|قررنا|"
        "استخدمنا|استبدلنا|اعتمدنا|زرعنا|نخطط",
        "outcome": "انخفض|انخفضت|ارتفع|ارتفعت|زاد|زادت|تراجع|تراجعت|منذ ذلك الحين|نتيجة لذلك|"
        "ونتيجة لذلك|النتيجة|نجح المشروع|فشل المشروع",
        "lessons": "في المرة القادمة|المرة القادمة|تعلمنا|الدرس|الدروس|ننصح|نصيحتنا|كان علينا",
        "cost": "التكلفة|تكلفة|كلف|كلفت|كلفنا|الميزانية|دفعنا|أنفقنا",
        "staffing": "بدوام كامل|بدوام جزئي",
        "conditions": "لا ينجح إلا إذا|بشرط أن|يتطلب|يعتمد على",
    },
    "zh": {
        "problem": "因为|因為|问题是|問題是|投诉|投訴|缺乏|缺少",
        "action": "我们引入|我们引进|我们建设|我们建造|我们开始|我们建立|我们购买|我们聘用|我们培训|"
        "我们改变|我们推出|我们开设|我们安装|我们决定|我们试行|我们使用|我们更换|我们采用|我们种植|"
        "我们计划|我們引入|我們開始|我們建立|我們安裝|我們決定|我們計劃",
        "outcome": "下降了|减少了|減少了|增加了|上升了|提高了|节省了|節省了|从那以后|此后|结果是|"
        "結果是|成功了|失败了|失敗了|效果很好",
        "lessons": "下一次|下次|我们学到|我們學到|教训|教訓|我们建议|我們建議",
        "cost": "花费了|花費了|费用为|成本为|耗资|预算为|拨款",
        "staffing": "全职|全職|兼职|兼職",
        "conditions": "只有在|取决于|取決於|前提是",
    },
    "ja": {
        "problem": "なぜなら|問題は|課題は|苦情|不足していました|困っていました",
        "action": "導入しました|建設しました|始めました|開始しました|設置しました|購入しました|"
        "採用しました|変更しました|立ち上げました|作りました|開設しました|決定しました|試行しました|"
        "交換しました|植えました|実施しました|計画しています",
        "outcome": "減りました|減少しました|増えました|増加しました|下がりました|上がりました|"
        "その結果|結果は|それ以来|成功しました|失敗しました|うまくいきました|うまくいきませんでした|"
        "半減しました|倍増しました",
        "lessons": "次回は|学びました|教訓|振り返ると|お勧めします|すべきでした",
        "cost": "費用は|費用が|予算は|予算が|コストは|補助金",
        "staffing": "常勤|フルタイム|パートタイム",
        "conditions": "場合にのみ|が必要です|条件は",
    },
    "ko": {
        "problem": "왜냐하면|문제는|문제가|민원이|부족했*|없었습니다",
        "action": "도입했*|건설했*|시작했*|설치했*|구매했*|채용했*|교육했*|변경했*|만들었*|결정했*|"
        "사용했*|교체했*|심었습니다|시행했*|제정했*|계획하고*",
        "outcome": "줄었*|감소했*|늘었*|증가했*|떨어졌*|올랐*|그 결과|결과는|그 이후|절약했*|성공했*|"
        "실패했*|효과가 있었*|효과가 없었*",
        "lessons": "다음에는|다음번에는|배웠습니다|교훈은|돌이켜보면|권합니다|추천합니다",
        "cost": "비용은|비용이|예산은|예산이|지출했*|지불했*|보조금*",
        "staffing": "정규직*|상근*|비상근*",
        "conditions": "경우에만|필요합니다|달려 있*",
    },
    "hi": {
        "problem": "क्योंकि|समस्या|शिकायतें|शिकायत",
        "action": "हमने|शुरू किया गया|लागू किया गया|लगाया गया|लगाए गए|बनाया गया|बनाए गए|हमारी योजना है",
        "outcome": "घट गई|घट गए|कम हुई|कम हुए|कम हो गई|कम हो गए|बढ़ गई|बढ़ गए|परिणाम|नतीजा|तब से|"
        "सफल रहा|सफल रही|विफल रहा|असफल रहा",
        "lessons": "अगली बार|हमने सीखा|हमने यह सीखा|सबक|हमारी सलाह",
        "cost": "लागत|खर्च|बजट|अनुदान",
        "staffing": "पूर्णकालिक|अंशकालिक",
        "conditions": "केवल तभी|की आवश्यकता है|निर्भर करता",
    },
    "sw": {
        "problem": "kwa sababu|tatizo|matatizo|tulikuwa na|hatukuwa na|hapakuwa na|malalamiko",
        "action": "tulianzisha|tulijenga|tulianza|tuliunda|tulinunua|tuliajiri|tulifundisha|"
        "tulibadilisha|tulizindua|tulifungua|tuliweka|tuliamua|tulijaribu|tulipanda|tulipitisha|"
        "tunapanga|ilijengwa|ilianzishwa",
        "outcome": "ilipungua|yalipungua|zilipungua|iliongezeka|yaliongezeka|ziliongezeka|"
        "tangu wakati huo|matokeo|tuliokoa|ilifaulu|ilifanikiwa|ilishindwa|haikufanikiwa",
        "lessons": "wakati ujao|tulijifunza|tunashauri|tunapendekeza|ushauri wetu",
        "cost": "iligharimu|yaligharimu|gharama|bajeti|tulilipa|ilifadhiliwa|ruzuku",
        "staffing": "wafanyakazi wa kudumu|wafanyakazi wa muda",
        "conditions": "ikiwa tu|inahitaji|inategemea|hutegemea",
    },
}

# What the words say of the result, in any text. A text with the words of several says none of them.
RESULTS: Mapping[str, str] = {
    "worked": "it worked|worked well|was a success|funcionó bien|fue un éxito|a bien marché|"
    "a bien fonctionné|a été un succès|hat funktioniert|war ein erfolg|funcionou bem|foi um sucesso|"
    "ha funzionato bene|è stato un successo|نجح المشروع|效果很好|成功了|うまくいきました|"
    "成功しました|성공했습니다|효과가 있었습니다|सफल रहा|सफल रही|ilifaulu|ilifanikiwa",
    "mixed": "partly worked|mixed results|funcionó en parte|resultados mixtos|a marché en partie|"
    "résultats mitigés|teilweise funktioniert|gemischte ergebnisse|funcionou em parte|"
    "resultados mistos|ha funzionato in parte|risultati contrastanti|نتائج متفاوتة|效果不一|"
    "一部は成功|부분적으로 성공|आंशिक रूप से सफल|matokeo mchanganyiko",
    "failed": "it failed|did not work|didn't work|no funcionó|fracasó|n'a pas marché|"
    "n'a pas fonctionné|a échoué|hat nicht funktioniert|funktionierte nicht|ist gescheitert|"
    "não funcionou|fracassou|non ha funzionato|è fallito|è fallita|فشل المشروع|لم ينجح|失败了|失敗了|"
    "失敗しました|うまくいきませんでした|실패했습니다|효과가 없었습니다|विफल रहा|असफल रहा|ilishindwa|"
    "haikufanikiwa",
    "planned": "we plan|we are planning|planeamos|nous prévoyons|wir planen|planejamos|prevediamo|"
    "نخطط|我们计划|我們計劃|計画しています|계획하고 있습니다|हमारी योजना है|tunapanga",
}

# After "Result:" one word is enough.
RESULT_WORDS: Mapping[str, str] = {
    "worked": "worked|success|it worked|funcionó|éxito|a marché|succès|erfolg|funktioniert|funcionou|"
    "sucesso|ha funzionato|successo|نجح|成功|성공|सफल|ilifaulu",
    "mixed": "mixed|partly|mixto|mitigé|mixte|gemischt|misto|مختلطة|部分成功|一部成功|부분 성공|"
    "मिश्रित|mchanganyiko",
    "failed": "failed|failure|it failed|did not work|fracasó|fracaso|échec|gescheitert|fracassou|"
    "fracasso|fallito|فشل|失败|失敗|실패|विफल|असफल|ilishindwa",
    "planned": "planned|previsto|prévu|geplant|planejado|pianificato|مخطط|计划中|計画中|계획|नियोजित|"
    "imepangwa",
}
