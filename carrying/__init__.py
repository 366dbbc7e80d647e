"""Bring captures of others into the archive, and carry the archive's to others."""
