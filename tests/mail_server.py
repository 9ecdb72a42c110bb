"""A mail server that answers each command as a test says; speaks just enough SMTP (RFC 5321)."""

import base64
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import BufferedRWPair


@dataclass
class MailServer:
    """What it answers, and what it has received. "" as an answer: it hangs up."""

    #: By command: "banner", "ehlo", "auth", "mail", "rcpt", "data" (the command), "content" (the message).
    answers: dict[str, str] = field(default_factory=dict)
    #: RCPT answers by address, before `answers`.
    rcpt: dict[str, str] = field(default_factory=dict)
    #: Seconds it thinks before it answers to a message.
    delay: float = 0.0
    #: Lines of its answer to EHLO.
    extensions: tuple[str, ...] = ("8BITMIME", "AUTH PLAIN")
    #: (recipient, message) of what it took.
    received: list[tuple[str, bytes]] = field(default_factory=list)
    #: Envelope senders it was told.
    senders: list[str] = field(default_factory=list)
    connections: int = 0
    #: Bytes it sends without an end in place of the banner, seconds between them; None = a usual banner.
    drip: tuple[bytes, float] | None = None
    port: int = 0

    def talk(self, client: socket.socket) -> None:
        """One connection."""
        with suppress(OSError, ValueError), client, client.makefile("rwb") as wire:
            self.connections += 1
            if self.drip is not None:
                while True:
                    wire.write(self.drip[0])
                    wire.flush()
                    time.sleep(self.drip[1])
            if not self.say(wire, "banner", "220 ready"):
                return
            recipient = ""
            for line in wire:
                words = line.decode().split()
                command = words[0].lower() if words else ""
                if command in {"ehlo", "helo"}:
                    names = ("here", *self.extensions)
                    lines = [f"250{'-' if name != names[-1] else ' '}{name}" for name in names]
                    is_going_on = self.say(wire, "ehlo", "\r\n".join(lines))
                elif command == "mail":
                    self.senders.append(line.decode().partition("<")[2].partition(">")[0])
                    is_going_on = self.say(wire, command, "250 fine")
                elif command == "rcpt":
                    recipient = line.decode().partition("<")[2].partition(">")[0]
                    wire.write(f"{self.answer_to(recipient)}\r\n".encode())
                    wire.flush()
                    is_going_on = True
                elif command == "data":
                    is_going_on = self.data(wire, recipient)
                elif command == "quit":
                    wire.write(b"221 bye\r\n")
                    return
                else:
                    is_going_on = self.say(wire, command, "235 ok" if command == "auth" else "250 fine")
                if not is_going_on:
                    return

    def data(self, wire: BufferedRWPair, recipient: str) -> bool:
        """Take a message."""
        if not self.say(wire, "data", "354 go on"):
            return False
        if not self.answers.get("data", "354").startswith("354"):
            return True
        content = b""
        while not content.endswith(b"\r\n.\r\n"):
            line = wire.readline()
            if not line:
                return False
            content += line
        return self.take(wire, recipient, content)

    def take(self, wire: BufferedRWPair, recipient: str, content: bytes) -> bool:
        """Answer to a message that was read to its end; False to hang up."""
        time.sleep(self.delay)
        if self.answers.get("content", "250").startswith("250"):
            self.received.append((recipient, content))
        return self.say(wire, "content", "250 taken")

    def answer_to(self, recipient: str) -> str:
        """The answer to RCPT."""
        return self.rcpt.get(recipient) or self.answers.get("rcpt", "250 fine")

    def say(self, wire: BufferedRWPair, command: str, usual: str) -> bool:
        """Answer a command; False to hang up."""
        answer = self.answers.get(command, usual)
        if answer:
            wire.write(f"{answer}\r\n".encode())
            wire.flush()
        return bool(answer)


@contextmanager
def serving(server: MailServer) -> Iterator[MailServer]:
    """The server on a free port, until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server.port = listener.getsockname()[1]

        def accept() -> None:
            with suppress(OSError):
                while True:
                    client, _ = listener.accept()
                    threading.Thread(target=server.talk, args=(client,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield server
        listener.shutdown(socket.SHUT_RDWR)


def plain_login(user: str, password: str) -> str:
    """What AUTH PLAIN sends (RFC 4616)."""
    return base64.b64encode(f"\0{user}\0{password}".encode()).decode()
