"""Benchmarks: compare within one run; never a test."""
