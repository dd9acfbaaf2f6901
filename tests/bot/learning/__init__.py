"""Learning: noted in the turn, gathered later, clustered, taught to a card."""
