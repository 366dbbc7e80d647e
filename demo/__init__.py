"""A small news site that edits its articles while you watch, and the story of what was seen."""
