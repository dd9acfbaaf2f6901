"""Side processes: what runs beside an order and never replaces its answer. One machine, one table of moves each."""
