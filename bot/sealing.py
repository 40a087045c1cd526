"""Secrets encrypted at rest, and texts signed, by the keys of COUNTERPART_TOKEN_KEYS."""

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from hashlib import sha256
from hmac import compare_digest, digest

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class KeysUnusable(Exception):
    """The keys cannot be used; the text is a sentence that says so and what to do."""


class Seal:
    """Encrypts and signs by the first key, decrypts and checks by all, so that keys can be changed."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Take the keys. Raises KeysUnusable if there is none, or one that is no key."""
        if not keys:
            raise KeysUnusable(
                "A key is needed that encrypts tokens and signs links. Make one with "
                "`counterpart make-key` and set it as COUNTERPART_TOKEN_KEYS."
            )
        self._secrets = [key.encode() for key in keys]
        try:
            self._keys = MultiFernet([Fernet(key) for key in keys])
        except ValueError as wrong:
            raise KeysUnusable(
                "COUNTERPART_TOKEN_KEYS holds something that is no key. `counterpart make-key` makes one; "
                "several stand with commas between, the newest first."
            ) from wrong

    def sign(self, purpose: str, text: str) -> str:
        """Return the signature of the text; one for another purpose is worth nothing here."""
        return _signature(self._secrets[0], purpose, text)

    def signed(self, purpose: str, text: str, signature: str) -> bool:
        """Say whether one of the keys signed this text for this purpose."""
        given = signature.encode()
        return any(
            compare_digest(_signature(secret, purpose, text).encode(), given) for secret in self._secrets
        )

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


def keys_of(setting: str) -> list[str]:
    """Return the keys that stand in a setting, with commas between."""
    return [key.strip() for key in setting.split(",")]


def _signature(secret: bytes, purpose: str, text: str) -> str:
    # A key of its own for each purpose, so that what is signed can never pass for what is encrypted.
    own = digest(secret, purpose.encode(), sha256)
    return urlsafe_b64encode(digest(own, text.encode(), sha256)).decode().rstrip("=")


def make_key() -> str:
    """Return a new key."""
    return Fernet.generate_key().decode()
