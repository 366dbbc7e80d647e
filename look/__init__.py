"""One look at an article or a source: what is kept and told of it, and when the next one is due."""
