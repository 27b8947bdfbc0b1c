"""Whole meetings in virtual time: people, several servers, one log, and everything between them unreliable.

One seed gives one meeting, the same in every run. `python -m tests.simulation --seed 7` tells the story of one;
`make simulate` plays ten thousand.
"""
