"""Topics as people read them."""

import re

# Topics are kept as they are typed in files, such as public-health. In a word such as
# e-government the hyphen is its own.
_BETWEEN_WORDS = re.compile(r"(?<=[a-z]{2})[-_](?=[a-z]{2})")


def topic_name(topic: str) -> str:
    """Return the topic as it is shown to people: "public health" for public-health."""
    return _BETWEEN_WORDS.sub(" ", topic)
