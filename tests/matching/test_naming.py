"""Names of clusters: words that their texts share and others lack, as they were written, never invented."""

from matching import naming
from matching.naming import counted, name, terms

RENTALS = [
    "How do others license short-term rentals?",
    "Has anyone limited short-term rentals near the old town?",
    "What do you charge hosts of a short-term rental?",
]
OTHERS = [
    "How do others fund storm drains?",
    "Has anyone limited traffic near schools?",
    "What do you charge for parking?",
]


def named(texts, others=(), language="en"):
    read = [terms(each, language) for each in texts]
    everywhere = counted([*read, *(terms(each, language) for each in others)])
    return name(read, everywhere, 1 + len(others), language)


def test_a_cluster_is_named_by_what_its_texts_share_and_others_lack():
    assert named(RENTALS, OTHERS).startswith("short-term rentals")


def test_common_words_name_nothing_even_without_others_to_compare_with():
    assert not {"how", "do", "you", "what"} & set(named(RENTALS).replace(",", "").split())


def test_every_word_of_a_name_stands_in_a_text():
    said, name = " ".join(RENTALS).lower(), named(RENTALS, OTHERS).replace(",", "").split()

    assert name
    assert all(word in said for word in name)


def test_words_are_shown_as_most_texts_write_them():
    assert named(["Rentals?", "Rental?", "rentals"]) == "rentals"


def test_other_languages_are_named_in_their_own_words():
    texts = ["¿Cómo regulan los alquileres turísticos?", "¿Quién limita alquileres turísticos?"]

    assert "alquileres turísticos" in named(texts, language="es")


def test_a_language_without_word_lists_still_names():
    assert named(["lorem ipsum dolor", "ipsum lorem"], language="la") != ""


def test_texts_without_words_have_no_name():
    assert named(["?!", "2024"]) == ""
    assert named(["如何管理短租房?"], language="zh") == ""
    assert named([]) == ""


def test_a_name_has_few_words():
    assert len(named(["alpaca bison caribou dingo emu ferret"]).replace(",", "").split()) == naming.MOST
