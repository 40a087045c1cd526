"""From a file of somebody else's making to contributions: reading, mapping, checking, and no writing."""
