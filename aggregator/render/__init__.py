"""Values → bytes: the feeds and the pages. Reads no clock and no store."""
