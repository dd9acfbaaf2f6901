"""Dispatch: to the unit with the power in one step, by the region's lists, with the basis on record."""
