"""A mail server of the tests' own."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks as much SMTP (RFC 5321) as a client needs, and keeps what it gets."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.mails: list[str] = []
        self.lines: list[str] = []
        self.refusing: str | None = None  # what it says to every recipient
        self.refusing_passwords = False


class _Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.say("220 hello")
        while line := self.rfile.readline():
            self.server.lines.append(line.decode(errors="replace").strip())
            verb = line.split()[0].upper()
            if verb == b"DATA":
                self.say("354 go on")
                self.server.mails.append("".join(text.decode() for text in iter(self.rfile.readline, b".\r\n")))
            if verb == b"RCPT" and self.server.refusing:
                self.say(self.server.refusing)
            elif verb == b"EHLO" and self.server.refusing_passwords:
                self.say("250-mail.example.org\r\n250 AUTH PLAIN")
            elif verb == b"AUTH" and self.server.refusing_passwords:
                self.say(f"535 who are you, {line.decode().split()[-1]}?")  # some servers repeat what they were told
            else:
                self.say("221 bye" if verb == b"QUIT" else "250 well")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def serving() -> Iterator[MailServer]:
    """Serve on a free port of loopback while the block runs."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
