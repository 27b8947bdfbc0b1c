"""Many rooms for a long time, and whether the house stays as it was: `make soak`."""
