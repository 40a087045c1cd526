"""Secrets encrypted at rest, by the keys of COUNTERPART_TOKEN_KEYS."""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class KeysUnusable(Exception):
    """The keys cannot be used; the text is a sentence that says so and what to do."""


class Seal:
    """Encrypts by the first key and decrypts by all of them, so that keys can be changed."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Take the keys. Raises KeysUnusable if there is none, or one that is no key."""
        if not keys:
            raise KeysUnusable(
                "Installing by OAuth needs a key that encrypts the tokens. Make one with "
                "`counterpart make-key` and set it as COUNTERPART_TOKEN_KEYS."
            )
        try:
            self._keys = MultiFernet([Fernet(key) for key in keys])
        except ValueError as wrong:
            raise KeysUnusable(
                "COUNTERPART_TOKEN_KEYS holds something that is no key. `counterpart make-key` makes one; "
                "several stand with commas between, the newest first."
            ) from wrong

    def seal(self, secret: str) -> str:
        """Return the secret, encrypted."""
        return self._keys.encrypt(secret.encode()).decode()

    def unseal(self, sealed: str) -> str:
        """Return the secret. Raises KeysUnusable if none of the keys sealed it."""
        try:
            return self._keys.decrypt(sealed).decode()
        except InvalidToken as unknown:
            raise KeysUnusable(
                "A stored token was encrypted with a key that COUNTERPART_TOKEN_KEYS does not hold. Add the "
                "old key behind the new one, or let the workspace install the app again."
            ) from unknown


def make_key() -> str:
    """Return a new key."""
    return Fernet.generate_key().decode()
