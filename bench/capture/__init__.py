"""How fast pages come out of archives, against the reader that they are read with alone."""
