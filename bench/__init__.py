"""Benchmarks: each folder measures one room against known truth, and peers where there are any."""
