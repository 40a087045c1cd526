"""Pictures for summaries: the week's questions by topic, and the map of who helped whom."""
