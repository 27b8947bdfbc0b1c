"""What processes share through Redis: the bus, presence, limits. Loaded only where there is a Redis."""
