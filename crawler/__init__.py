"""From a URL to a capture, and from a capture to a reading."""
