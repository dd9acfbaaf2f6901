"""The pages of the knowledge base: cards, what residents see of them, and a box to try words."""
