"""Follow-up: what happens to an order when nobody does anything, and what the resident says of the answer."""
