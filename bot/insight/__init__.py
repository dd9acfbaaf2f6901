"""The figures that supervisors look at: counted from contacts, orders and ratings; shown by /staff/insight."""
