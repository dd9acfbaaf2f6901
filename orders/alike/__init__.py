"""Whether two appeals are the same matter (重复并单, facts 1.4 and 5.3), and how to find those that may be."""
