"""What can be wrong with a file, said to the operator who imports it."""


class FileUnusable(Exception):
    """Nothing of the file, or of the map, can be used; the text is a clear sentence with what to do."""
