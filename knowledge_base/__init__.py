"""The boundaries of the hotline: cards, and the decision where a matter belongs."""
