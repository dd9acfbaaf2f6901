"""The socket the page is served from: opened before anything slow, so that a wrong port is told at once."""

from __future__ import annotations

import errno
import socket

from config.errors import PortInUse, SettingsError

BACKLOG = 1024
ANY_HOST = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - names what a browser can open instead


def listen(host: str, port: int) -> socket.socket:
    """A listening socket.

    Raises:
        PortInUse: another program has the port.
        SettingsError: the address does not exist here, or the port is not allowed.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return socket.create_server(address[:2], family=family, backlog=BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            msg = f"端口 {port} 已经被别的程序占用。换一个端口再启动，例如：FENLIU_PORT={_next(port)} make run"
            raise PortInUse(msg, say=msg) from error
        msg = f"地址 {host}:{port} 用不了（{error.strerror}）。请检查设置 FENLIU_HOST 和 FENLIU_PORT"
        raise SettingsError(msg, say=msg) from error


def page_address(host: str, port: int) -> str:
    """The address to open in a browser on this machine."""
    name = ANY_HOST.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{name}:{port}"


def _next(port: int) -> int:
    return port + 1 if port < 65535 else port - 1  # noqa: PLR2004 - the highest port
