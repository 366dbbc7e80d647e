"""Keep what was captured, and give it back."""
