"""What officials can do, and where they do it."""
