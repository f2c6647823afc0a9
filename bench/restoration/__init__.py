"""How well stories are put together again: `python -m bench.restoration` writes `bench/results/restoration.md`."""
