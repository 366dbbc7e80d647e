"""From two readings to the edits between them, and to who should hear of it."""
