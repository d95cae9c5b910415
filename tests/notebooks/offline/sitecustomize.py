"""Loaded by every Python that runs a notebook under test: connections to anything but this machine are refused."""

import socket

_connect = socket.socket.connect


def _only_here(self: socket.socket, address: object) -> None:
    if self.family in (socket.AF_INET, socket.AF_INET6):
        host = str(address[0]) if isinstance(address, tuple) else ""
        if host not in ("127.0.0.1", "::1", "localhost"):
            raise OSError(f"a lesson asked for {host}: no lesson uses the network")
    _connect(self, address)


socket.socket.connect = _only_here
