"""Changing cards while the service runs: drafts, review by another person, the publish gate, editions, switches."""
