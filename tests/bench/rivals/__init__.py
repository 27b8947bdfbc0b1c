"""Servers that others would build such a room on, doing no more than sending to everybody."""
