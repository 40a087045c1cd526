"""Questions: answered, narrowed, overheard, standing until a record fits, and what is asked in vain."""
