"""A desk under load: pages a second, how long others wait, how fast it answers."""
