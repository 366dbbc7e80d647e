"""Browse the archive, or read it over JSON."""
