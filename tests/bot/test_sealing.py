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
