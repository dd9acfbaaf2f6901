"""The orders on the pages of staff: the board, one order's page, its steps, and what may be taken away as a file."""
