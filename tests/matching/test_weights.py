"""What the check of the bundled weights promises."""

import hashlib

import pytest

from matching.side_by_side import CENTRE, CENTRE_SHA256
from matching.weights import WeightsError, bundled_file, check, digest


def test_a_package_that_is_not_installed_is_named_with_what_to_do():
    with pytest.raises(WeightsError, match=r"package no_such_weights is not installed\. Install"):
        bundled_file("no_such_weights", "model.bin", "")


def test_a_file_that_a_package_lacks_is_named():
    with pytest.raises(WeightsError, match=r"no_such\.bin cannot be read \(No such file"):
        bundled_file("matching", "no_such.bin", "")


def test_weights_that_were_changed_are_refused(tmp_path):
    weights = tmp_path / "weights.bin"
    weights.write_bytes(b"other weights")

    with pytest.raises(WeightsError, match=f"instead of {'0' * 64}"):
        check(weights, "0" * 64)


def test_weights_with_the_expected_hash_are_accepted(tmp_path):
    weights = tmp_path / "weights.bin"
    weights.write_bytes(b"the weights")

    expected = hashlib.sha256(b"the weights").hexdigest()

    check(weights, expected)

    assert digest(weights) == expected


def test_the_centre_has_the_hash_by_which_its_name_is_known():
    assert digest(CENTRE) == CENTRE_SHA256
