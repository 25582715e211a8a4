"""The internet on this machine: a real server answers for every site, in http and https."""

import datetime
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from urllib3.util import connection as urllib3_connection

from posts.links import check

PUBLIC = "93.184.215.14"
OTHER = "2606:4700::6810:84e5"
REAL_RESOLVE = check.resolve
HEADS_END = b"\r\n\r\n"


class Net:
    """`names`, the `answers` behind them, and what was really asked.

    An answer is what follows HTTP/1.1, or a function of the connection; it stands for a host, for (host, path), or is
    a function of the request that gives one. `dead` addresses refuse. `proxies` are connected to as they are.
    """

    def __init__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.names, self.answers = {}, {}
        self.connected, self.asked, self.resolved = [], [], []
        self.dead, self.proxies = set(), set()
        self.tls = None
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()
        self.thread.join()

    def put_in_place(self, monkeypatch):
        self.really = urllib3_connection.create_connection
        monkeypatch.setattr(check, "resolve", self.resolve)
        monkeypatch.setattr(urllib3_connection, "create_connection", self.connect)

    def resolve(self, host, port):
        self.resolved.append(host)
        try:
            found = self.names[host]
        except KeyError:
            return REAL_RESOLVE(host, port)
        if isinstance(found, Exception):
            raise found
        return found.pop(0) if found and isinstance(found[0], list) else found

    def connect(self, place, timeout=None, source_address=None, socket_options=None):
        host, port = place
        if place in self.proxies:
            return self.really(place, timeout)
        assert check.is_public(check.ipaddress.ip_address(host)), "the guard let a private address through"
        self.connected.append((host, port))
        if host in self.dead:
            raise ConnectionRefusedError
        return self.really(("127.0.0.1", self.port), timeout)

    def _serve(self):
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            with suppress(OSError), connection:
                self._answer(connection)

    def _answer(self, connection):
        if self.tls and connection.recv(1, socket.MSG_PEEK) == b"\x16":
            connection = self.tls.wrap_socket(connection, server_side=True)
        with connection:
            request = connection.recv(65536).decode(errors="replace")
            self.asked.append(request)
            host = request.partition("Host: ")[2].partition("\r\n")[0]
            path = request.split(" ")[1] if host else ""
            told = self.answers.get((host, path), self.answers.get(host, "200 OK"))
            if callable(told) and told.__code__.co_argcount == 1:
                told = told(request)
            if callable(told):
                told(connection, self.ended)
            else:
                told = told if isinstance(told, bytes) else told.encode()
                connection.sendall(b"HTTP/1.1 " + told + HEADS_END)


class Proxy:
    """An office's proxy on this machine, which knows where the sites of the net are.

    `says`: what it answers instead of passing anything on.
    """

    def __init__(self, net):
        self.net, self.says, self.asked = net, "", []
        self.server = socket.create_server(("127.0.0.1", 0))
        self.place = self.server.getsockname()
        self.url = f"http://{self.place[0]}:{self.place[1]}"
        net.proxies.add(self.place)
        self.thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()
        self.thread.join()

    def _serve(self):
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            with suppress(OSError), connection:
                self._pass_on(connection)

    def _pass_on(self, connection):
        request = connection.recv(65536)
        self.asked.append(request.decode())
        if self.says:
            connection.sendall(f"HTTP/1.1 {self.says}\r\n\r\n".encode())
            return
        with socket.create_connection(("127.0.0.1", self.net.port)) as site:
            if request.startswith(b"CONNECT "):
                connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                threading.Thread(target=_copied, args=(connection, site), daemon=True).start()
            else:
                site.sendall(_relative(request))
            _copied(site, connection)


def _relative(request):
    """As a proxy asks the site itself."""
    method, url, rest = request.split(b" ", 2)
    return b" ".join([method, b"/" + url.split(b"/", 3)[3], rest])


def _copied(source, sink):
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)


@dataclass
class Certificates:
    """Each a file with its key; `authority` is whom to trust."""

    authority: Path
    good: Path
    expired: Path
    of_another: Path
    of_nobody_known: Path


def certified(folder, name="example.jp"):
    now = datetime.datetime.now(datetime.UTC)
    ours, stranger = _Authority("ours", now), _Authority("stranger", now)
    day = datetime.timedelta(days=1)
    (folder / "authority.pem").write_bytes(ours.certificate.public_bytes(serialization.Encoding.PEM))
    return Certificates(
        folder / "authority.pem",
        ours.issued(folder / "good.pem", name, now + day),
        ours.issued(folder / "expired.pem", name, now - day),
        ours.issued(folder / "another.pem", "another.example.com", now + day),
        stranger.issued(folder / "nobody.pem", name, now + day),
    )


class _Authority:
    def __init__(self, name, now):
        self.key, self.now = ec.generate_private_key(ec.SECP256R1()), now
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.certificate = self._signed(self.name, self.key, now + datetime.timedelta(days=1)).sign(
            self.key, hashes.SHA256()
        )

    def issued(self, path, name, until):
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        wanted = self._signed(subject, key, until, is_authority=False)
        named = wanted.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        certificate = named.sign(self.key, hashes.SHA256())
        path.write_bytes(key.private_bytes(*form) + certificate.public_bytes(serialization.Encoding.PEM))
        return path

    def _signed(self, subject, key, until, *, is_authority=True):
        wanted = x509.CertificateBuilder(self.name, subject, key.public_key(), x509.random_serial_number())
        wanted = wanted.not_valid_before(self.now - datetime.timedelta(days=9)).not_valid_after(until)
        return wanted.add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)


def speaking(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context
