"""Reports: what a supervisor reads of a period, counted by the database from the orders and their log.

Every figure says what it is divided by what, and how many cases are behind it; a rate of nothing is no rate (—).
"""
