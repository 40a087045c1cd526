"""What operators do in a terminal: each module is one command of `counterpart`, or what it prints."""
