"""The desk: the queue of handoffs, the conversation beside its packet, and everything a worker does with them."""
