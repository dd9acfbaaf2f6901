"""The pages of learning: the queue of messages, and objections to where matters were sent."""
