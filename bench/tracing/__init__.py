"""How well and how fast copies are found: `python -m bench.tracing` writes `bench/results/tracing.md` and `.json`."""
