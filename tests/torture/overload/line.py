"""One of very many clients: its connection, on which next to nothing is spent on each request."""

import re
import select
import socket

from tests.bench.requests import HOST, Reply

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection: close\r\n", re.IGNORECASE)
_MOST = 65_536
_BIND_WITHOUT_PORT = 24  # IP_BIND_ADDRESS_NO_PORT: the port is chosen when it connects, by where to


class Line:
    """Sends `request` again and again, on a connection that is kept until either side has had enough of it.

    `due` is when it was to be sent last, `next` when it is to be sent again, `awaits` whether the answer is missing.
    """

    __slots__ = ("_address", "_epoll", "_heard", "_lines", "_port", "_socket", "awaits", "due", "next", "request")

    def __init__(self, request: bytes, address: str, port: int, epoll: select.epoll, lines: "dict[int, Line]") -> None:
        self.request = request
        self.awaits = False
        self.due = self.next = 0.0
        self._address = address
        self._port = port
        self._epoll = epoll
        self._lines = lines
        self._heard = b""
        self._socket: socket.socket | None = None

    def ask(self) -> None:
        """Send the request, on a new connection if there is none. Raises OSError if that can't be done."""
        self.awaits, self._heard = True, b""
        if self._socket is None:
            self._connect()
        else:
            self._socket.send(self.request)

    def hear(self, event: int) -> Reply | None:
        """What has been answered, once all of it is there. Raises OSError or EOFError when the connection is lost."""
        assert self._socket
        if event & select.EPOLLOUT:
            self._socket.send(self.request)
            self._epoll.modify(self._socket, select.EPOLLIN)
            return None
        if not (data := self._socket.recv(_MOST)):
            raise EOFError
        self._heard += data
        return self._whole()

    def drop(self) -> None:
        """Expect no answer, and end the connection at once."""
        self.awaits = False
        if self._socket is not None:
            del self._lines[self._socket.fileno()]
            self._socket.close()
            self._socket = None

    def _connect(self) -> None:
        self._socket = socket.socket()
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.IPPROTO_IP, _BIND_WITHOUT_PORT, 1)
        self._socket.bind((self._address, 0))
        self._lines[self._socket.fileno()] = self
        self._epoll.register(self._socket, select.EPOLLOUT)
        self._socket.connect_ex((HOST, self._port))

    def _whole(self) -> Reply | None:
        head, found, body = self._heard.partition(b"\r\n\r\n")
        head += found
        length = _LENGTH.search(head)
        if not found or length is None or len(body) < int(length[1]):
            return None
        self.awaits = False
        if _CLOSES.search(head):
            self.drop()
        return Reply(int(head[9:12]), head, body)
