"""The console: Counterpart in a terminal, for anyone who wants to try it."""
