"""The shapes the tables have had, one file each, applied in order at start."""
