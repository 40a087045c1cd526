"""What the narrowest of our chats takes: what keeps to it fits all of them.

It is Slack's Block Kit, https://docs.slack.dev/reference/block-kit as of August 2026; a terminal takes more.
"""

# Characters: of what is typed into one field, of a choice on one line, and of a button (also
# of what a screen reader says of it).
LONGEST_ENTRY = 3_000
LONGEST_CHOICE = 75
LONGEST_BUTTON = 75

MOST_CHOICES = 100  # of one menu
