"""What residents said that the cards did not know well: noted, gathered, clustered, and taught to a card."""
