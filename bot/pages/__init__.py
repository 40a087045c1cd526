"""Pages for a browser: records and summaries behind signed links, and the pages of an installation."""
