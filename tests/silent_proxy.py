"""A network that can fall silent: what passes it waits, nobody is told."""

import socket
import threading


class SilentProxy:
    """Passes TCP connections on to a port of this machine until it is told to swallow all."""

    def __init__(self, port: int):
        self._target = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._passes = threading.Event()
        self._passes.set()
        self._sockets: list[socket.socket] = []
        self._run(self._accept)

    def swallow(self) -> None:
        self._passes.clear()

    def pass_on(self) -> None:
        self._passes.set()

    def close(self) -> None:
        self.pass_on()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for one in self._sockets:
            one.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
                far = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                return
            self._sockets += [near, far]
            self._run(self._pump, near, far)
            self._run(self._pump, far, near)

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                self._passes.wait()
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            return

    def _run(self, work, *given) -> None:
        threading.Thread(target=work, args=given, daemon=True).start()
