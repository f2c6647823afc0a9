"""An open benchmark for telling tampered news pages from honest ones, on one page alone.

A seeded generator takes clean articles and makes labelled pages of them, honest and tampered, in many layouts and ways;
a scorer holds what a detector says against the labels. Names, layouts, operations and texts are split: what a detector
was developed on, and what was held out. `python -m bench.farm --help` says how to run it.
"""
