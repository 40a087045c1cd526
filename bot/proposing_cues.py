"""The words by which a sentence is taken for a part of a record, in each language; docs/giving_back.md.

A word that ends in * stands for all that begin with it. What is in no language here, goes by labels alone.
"""

from collections.abc import Mapping

# What stands before a colon, or alone on a line, above the words of a part; in a text of any language.
LABELS: Mapping[str, str] = {
    "title": "title|título|titulo|titre|titel",
    "problem": "problem|the problem|what was the problem|situation|why|background|problema|el problema|"
    "problème|le problème|das problem|o problema|ausgangslage|contexto|contexte",
    "action": "action|actions|what we did|we did|what did you do|solution|what was done|acción|qué hicimos|"
    "lo que hicimos|solución|ce que nous avons fait|was wir getan haben|lösung|maßnahme|maßnahmen|ação|"
    "o que fizemos|solução",
    "outcome": "outcome|outcomes|result|results|what came of it|resultado|resultados|résultat|résultats|"
    "ergebnis|ergebnisse",
    "lessons": "lessons|lessons learned|lessons learnt|lesson|what we learned|what we learnt|next time|"
    "advice|lecciones|lo que aprendimos|leçons|enseignements|lehren|erfahrungen|lições|o que aprendemos",
    "figures": "figures|numbers|data|cifras|datos|chiffres|zahlen|números",
    "cost": "cost|costs|budget|coste|costo|costos|costes|presupuesto|coût|coûts|kosten|custo|custos|"
    "orçamento",
    "staffing": "staff|staffing|people|team|personal|equipo|personnel|équipe|equipa|equipe|pessoal",
    "conditions": "conditions|what it takes|condiciones|bedingungen|voraussetzungen|condições",
    "years": "year|years|when|año|años|année|années|jahr|jahre|ano|anos",
    "sources": "source|sources|link|links|fuente|fuentes|quelle|quellen|fonte|fontes",
}

# By language and part. Of several in one sentence the one that stands first decides.
CUES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "problem": "because|problem*|we had|had no|there was no|there were no|suffer*|complain*|too many|"
        "too few|too slow|could not|couldn't|struggl*|challenge*|flooded",
        "action": "we introduced|we built|we started|we began|we set up|we bought|we hired|we trained|"
        "we changed|we created|we launched|we made|we gave|we opened|we installed|we wrote|we decided|"
        "we tested|we used|we asked|we replaced|we reduced|we charge*|we passed|we adopted|we plan*|we will|"
        "we let|we moved|we planted|we cleaned|council adopted|council passed|was introduced|"
        "were introduced|was built|were built|were installed",
        "outcome": "saved|fell|dropped|rose|increased|decreased|reduced by|went down|went up|as a result|"
        "since then|the result*|fewer|half as many|halved|doubled|it worked|worked well|it failed|"
        "did not work|didn't work|was a success|partly worked|mixed results",
        "lessons": "next time|we learned|we learnt|lesson*|in hindsight|looking back|we would|we should have|"
        "our advice|make sure|we recommend",
        "cost": "cost|costs|budget*|we paid|we spent|was spent|paid for by|financed|funded|grant*",
        "staffing": "full-time|full time|part-time|part time|fte|ftes|staff of|members of staff|"
        "people worked",
        "conditions": "only works if|works only if|it works if|only if|requires|depends on|you need",
    },
    "es": {
        "problem": "porque|problema*|teníamos|había|no había|sufr*|queja*|demasiad*|no podíamos|faltaba*|"
        "se inundaba*",
        "action": "introdujimos|construimos|empezamos|comenzamos|creamos|compramos|contratamos|cambiamos|"
        "lanzamos|pusimos|hicimos|abrimos|instalamos|decidimos|probamos|usamos|pedimos|sustituimos|"
        "redujimos|cobramos|aprobamos|plantamos|limpiamos|vamos a|planeamos|se aprobó|se construyó",
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
        "a chuté|ont chuté|depuis|en conséquence|le résultat|moins de|moitié moins|a marché|a fonctionné|"
        "n'a pas marché|n'a pas fonctionné|a échoué|a été un succès|a marché en partie|résultats mitigés",
        "lessons": "la prochaine fois|nous avons appris|leçon*|avec le recul|nous ferions|nous aurions dû|"
        "nous recommandons|notre conseil",
        "cost": "a coûté|ont coûté|coûte|coûtent|coût*|budget*|nous avons payé|nous avons dépensé|financ*|"
        "subvention*",
        "staffing": "à temps plein|à temps partiel|équivalent temps plein|etp|personnes ont travaillé|agents",
        "conditions": "ne marche que si|ne fonctionne que si|seulement si|exige|dépend de|il faut",
    },
    "de": {
        "problem": "weil|problem*|wir hatten|es gab keine*|es gab kein|litt*|beschwerde*|zu viele|zu wenige|"
        "konnten nicht|fehlte*|überschwemm*|überflutet*",
        "action": "wir haben|haben wir|wir führten|führten wir|wir bauten|bauten wir|wir kauften|"
        "wir begannen|wir gründeten|wir stellten|wir schulten|wir änderten|wir beschlossen|wir testeten|"
        "wir nutzten|wir ersetzten|wir pflanzten|wir planen|wir werden|wurde eingeführt|wurden gebaut|"
        "wurde gebaut|eingeführt",
        "outcome": "gespart|sparte*|spart|sank|sanken|gesunken|stieg|stiegen|gestiegen|fiel|fielen|"
        "seitdem|seither|als ergebnis|das ergebnis|weniger|halb so viele|verdoppelt*|halbiert*|"
        "hat funktioniert|es funktionierte|hat nicht funktioniert|funktionierte nicht|ist gescheitert|"
        "war ein erfolg|teilweise funktioniert|gemischte ergebnisse",
        "lessons": "nächstes mal|beim nächsten mal|wir haben gelernt|gelernt haben wir|im nachhinein|"
        "rückblickend|wir würden|würden wir|wir hätten|hätten wir|wir empfehlen|unser rat",
        "cost": "kostete|kosteten|kostet|kosten|gekostet|haushalt|budget*|bezahlt*|ausgegeben|finanziert*|"
        "förder*|zuschuss",
        "staffing": "vollzeit*|teilzeit*|stellen|personen arbeiteten|mitarbeitende*|beschäftigte*",
        "conditions": "funktioniert nur|nur wenn|erfordert|hängt davon ab|voraussetzung*|man braucht",
    },
    "pt": {
        "problem": "porque|problema*|tínhamos|havia|não havia|sofr*|queixa*|reclamaç*|demasiad*|"
        "não podíamos|faltava*|alagava*",
        "action": "introduzimos|construímos|começamos|criamos|criámos|compramos|comprámos|contratamos|"
        "contratámos|mudamos|mudámos|lançamos|lançámos|fizemos|abrimos|instalamos|instalámos|decidimos|"
        "testamos|usamos|usámos|substituímos|reduzimos|cobramos|aprovamos|aprovámos|plantamos|plantámos|"
        "vamos|planejamos|foi aprovad*|foi construíd*",
        "outcome": "poup*|economiz*|caiu|caíram|baixou|baixaram|subiu|subiram|aument*|diminu*|reduziu-se|"
        "desde então|como resultado|o resultado|menos|metade|funcionou|não funcionou|fracassou|falhou|"
        "foi um sucesso|funcionou em parte|resultados mistos",
        "lessons": "da próxima vez|na próxima vez|aprendemos|lição|lições|faríamos|deveríamos|"
        "recomendamos|o nosso conselho|nosso conselho",
        "cost": "custou|custaram|custa|custam|custo*|orçamento|pagamos|pagámos|gastamos|gastámos|financi*|"
        "subsídio*",
        "staffing": "a tempo inteiro|em tempo integral|a tempo parcial|pessoas trabalharam|funcionários",
        "conditions": "só funciona se|só se|somente se|exige|depende de|é preciso",
    },
}

# What the words say of the result, in any text. A text with the words of several says none of them.
RESULTS: Mapping[str, str] = {
    "worked": "it worked|worked well|was a success|funcionó bien|fue un éxito|a bien marché|"
    "a bien fonctionné|a été un succès|hat funktioniert|war ein erfolg|funcionou bem|foi um sucesso",
    "mixed": "partly worked|mixed results|funcionó en parte|resultados mixtos|a marché en partie|"
    "résultats mitigés|teilweise funktioniert|gemischte ergebnisse|funcionou em parte|resultados mistos",
    "failed": "it failed|did not work|didn't work|no funcionó|fracasó|n'a pas marché|n'a pas fonctionné|"
    "a échoué|hat nicht funktioniert|funktionierte nicht|ist gescheitert|não funcionou|fracassou",
    "planned": "we plan|we are planning|planeamos|nous prévoyons|wir planen|planejamos",
}

# After "Result:" one word is enough.
RESULT_WORDS: Mapping[str, str] = {
    "worked": "worked|success|it worked|funcionó|éxito|a marché|succès|erfolg|funktioniert|funcionou|sucesso",
    "mixed": "mixed|partly|mixto|mitigé|mixte|gemischt|misto",
    "failed": "failed|failure|it failed|did not work|fracasó|fracaso|échec|gescheitert|fracassou|fracasso",
    "planned": "planned|previsto|prévu|geplant|planejado",
}
