"""A process in a network of its own (a namespace), joined to this machine by one cable (veth) that can be pulled.

Wants Linux, the right to make networks, and `ip` from iproute2; it says so where one is missing.
"""

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

HERE, THERE = "10.213.77.1", "10.213.77.2"


class Cable:
    """Between this machine and a network with one process in it."""

    def __init__(self) -> None:
        name = secrets.token_hex(3)
        self.network, self._near, self._far = f"rooms-{name}", f"rr-{name}-a", f"rr-{name}-b"

    @property
    def inside(self) -> list[str]:
        """What to put before a command so that it runs in that network."""
        return [_ip(), "netns", "exec", self.network]

    def lay(self) -> None:
        """Make the network and join it."""
        _run("netns", "add", self.network)
        _run("link", "add", self._near, "type", "veth", "peer", "name", self._far, "netns", self.network)
        _run("address", "add", f"{HERE}/30", "dev", self._near)
        _run("link", "set", self._near, "up")
        _run("-n", self.network, "address", "add", f"{THERE}/30", "dev", self._far)
        _run("-n", self.network, "link", "set", "lo", "up")
        self.plug_in()

    def pull(self) -> None:
        """Nothing gets through, and nobody is told."""
        _run("-n", self.network, "link", "set", self._far, "down")

    def plug_in(self) -> None:
        """All gets through again."""
        _run("-n", self.network, "link", "set", self._far, "up")

    def take_away(self) -> None:
        """Unmake the network, and the cable with it."""
        subprocess.run([_ip(), "netns", "delete", self.network], check=False)


@contextmanager
def cable() -> Iterator[Cable]:
    """For as long as a test needs it. Raises RuntimeError where this machine does not allow it."""
    laid = Cable()
    try:
        laid.lay()
        yield laid
    finally:
        laid.take_away()


def _ip() -> str:
    found = shutil.which("ip", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if found is None:
        raise RuntimeError("A cable that can be pulled needs `ip`: install iproute2.")
    return found


def _run(*words: str) -> None:
    done = subprocess.run([_ip(), *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"`ip {' '.join(words)}` said: {done.stderr.strip()} (root makes networks).")
