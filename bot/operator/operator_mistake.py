"""What an operator typed that cannot be carried out."""


class OperatorMistake(Exception):
    """What was typed cannot be carried out; the text says why and what to type instead."""
