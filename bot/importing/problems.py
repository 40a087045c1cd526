"""What can be wrong with a file, said to the operator who imports it."""


class FileUnusable(Exception):
    """Nothing of the file, or of the map, can be used; the text is a clear sentence with what to do."""


class TooManyRows(FileUnusable):
    """The file has more rows than are read here."""

    def __init__(self, name: object, most: int) -> None:
        super().__init__(f"{name} has more than {most:,} rows. Import it in parts.")
