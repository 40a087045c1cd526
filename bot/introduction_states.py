"""The states of an introduction for use cases; the legal moves stand in the store, which keeps to them."""

from store.introduction_states import ANSWERED_YES, MOVES, WAITING, is_legal

__all__ = ["ANSWERED_YES", "MOVES", "WAITING", "is_legal"]
