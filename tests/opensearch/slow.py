"""A network that is 20 ms slower: passes all that is sent to a port on, and lists what was asked.

    slow = Slow(port); slow.port; slow.requests; slow.close()
"""

import socket
import threading
import time

METHODS = (b"GET", b"POST", b"PUT", b"DELETE")


class Slow:
    def __init__(self, port):
        self.target, self.requests = port, []  # "POST /_msearch"
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self.target))
            threading.Thread(target=self.pump, args=(near, far, True), daemon=True).start()
            threading.Thread(target=self.pump, args=(far, near, False), daemon=True).start()

    def pump(self, source, target, asks):
        try:
            while data := source.recv(1 << 20):
                line = data.split(b"\r\n", 1)[0].split(b" ")
                if asks and line[0] in METHODS:
                    self.requests.append(b" ".join(line[:2]).decode())
                time.sleep(0.02)
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def close(self):
        self.listener.close()
