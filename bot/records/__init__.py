"""The life of a practice record: told, drafted, reviewed, imported, edited, merged, verified, withdrawn."""
