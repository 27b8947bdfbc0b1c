"""Measures the live room against yardsticks that it starts itself: see `python -m tests.bench --help`."""
