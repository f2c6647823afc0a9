"""The benchmark of reading: bodies, metadata and speed against peers, and the training of the body's model."""
