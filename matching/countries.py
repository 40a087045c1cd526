"""What follows from the country alone, so that nobody is asked for it: languages and legal traditions."""

from collections.abc import Mapping
from functools import cache

from babel.languages import get_official_languages

# Which legal traditions apply together, by ISO 3166-1 alpha-2, as JuriGlobe (University of Ottawa, Faculty
# of Law, "World Legal Systems") classes each political entity. What it leaves out is unknown here, and so is
# what came to be since, such as Kosovo.
_TRADITIONS = {
    "civil": """
        AL AM AO AR AT AW AZ BA BE BG BJ BL BO BR BY CF CH CL CO CR CU CV CZ DE DK DO EC EE ES FI FO
        FR GE GF GL GP GR GT HN HR HT HU IS IT KG KH KZ LA LI LT LU LV MC MD ME MF MK MO MQ MX NC NI
        NL NO PA PE PF PL PM PT PY RE RO RS RU SE SI SK SM SR SV TF TH TJ TM TR UA UY UZ VA VE VN WF
        YT
    """,
    "common": """
        AG AI AS AU BB BM BS BZ CA CK DM FJ FK GB GD GI GS GU IE IM IO JM KI KN KY MH MP MS NF NR NU
        NZ PN PW SH TC TK TO TT TV US VC VG VI
    """,
    "muslim": "AF MV SA",
    "civil common": "BW CY GY LC MT MU NA PH PR SC ZA",
    "civil customary": "BF BI CD CG CI CN ET GA GN GQ GW JP KP KR MG ML MN MZ NE RW SN ST SZ TD TG TW",
    "civil muslim": "DZ EG IQ IR KM LB LY MA MR PS SY TN",
    "common customary": "BT FM GH HK LR MM MW NP PG SB SL TZ UG WS ZM",
    "common muslim": "BD PK SD SG",
    "customary muslim": "AE",
    "civil common customary": "CM LK LS VU ZW",
    "civil customary muslim": "DJ ER ID JO KW OM TL",
    "common customary muslim": "BN GM IN KE MY NG",
    "civil common customary muslim": "BH QA SO YE",
    "civil common jewish muslim": "IL",
}
# The parts of countries that the same source sets apart, by names and codes in records and GeoNames.
_APART = {
    "CA": ("quebec", "québec", "qc", "10"),
    "GB": ("scotland", "sct"),
    "US": ("louisiana", "la"),
}
_MIXED = frozenset({"civil", "common"})


@cache
def languages(country: str | None) -> frozenset[str]:
    """Return the ISO 639 codes of the languages that government works in throughout the country.

    They are official by law or in fact (Unicode CLDR); empty for a country that nobody knows.
    """
    # CLDR names the script too where it matters (zh_Hant): it keeps nobody from understanding each other.
    official = get_official_languages(country, de_facto=True) if country else ()
    return frozenset(language.partition("_")[0] for language in official)


def legal_traditions(country: str | None, admin1: str = "") -> frozenset[str]:
    """Return which of civil, common, customary, Muslim and Jewish law apply there; empty where unknown.

    `admin1`, the first-level division by name or code, sets Quebec, Louisiana and Scotland apart.
    """
    if country is None:
        return frozenset()
    if admin1.casefold() in _APART.get(country, ()):
        return _MIXED
    return _by_country().get(country, frozenset())


@cache
def _by_country() -> Mapping[str, frozenset[str]]:
    return {code: frozenset(names.split()) for names, codes in _TRADITIONS.items() for code in codes.split()}
