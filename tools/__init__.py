"""Programs for those who work on the course; no notebook needs them."""
