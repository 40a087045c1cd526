import pytest

from bot.sealing import KeysUnusable, Seal, make_key


def test_an_older_key_still_opens_and_the_first_one_seals():
    old, new = make_key(), make_key()
    sealed = Seal([old]).seal("xoxb-1")

    both = Seal([new, old])

    assert (both.unseal(sealed), Seal([new]).unseal(both.seal("xoxb-2"))) == ("xoxb-1", "xoxb-2")


def test_without_a_key_or_with_a_wrong_one_it_says_how_to_make_one():
    for keys in ([], ["no key"]):
        with pytest.raises(KeysUnusable, match="counterpart make-key"):
            Seal(keys)


def test_what_no_key_opens_is_said_plainly():
    with pytest.raises(KeysUnusable, match="Add the old key"):
        Seal([make_key()]).unseal(Seal([make_key()]).seal("xoxb-1"))


def test_a_signature_is_worth_nothing_for_another_text_or_purpose_or_key():
    seal = Seal([make_key()])
    signature = seal.sign("record", "12")

    assert seal.signed("record", "12", signature)
    assert not seal.signed("record", "13", signature)
    assert not seal.signed("file", "12", signature)
    assert not seal.signed("record", "12", signature[:-1])
    assert not seal.signed("record", "12", "ü")
    assert not Seal([make_key()]).signed("record", "12", signature)


def test_what_an_older_key_signed_stays_signed():
    old, new = make_key(), make_key()

    assert Seal([new, old]).signed("record", "12", Seal([old]).sign("record", "12"))
