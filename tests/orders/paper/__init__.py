"""Tests of the paper: every value arrives in every file, and nothing else does."""
