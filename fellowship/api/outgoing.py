"""One POST to an address somebody typed, from inside our network: https only, public addresses only, no
redirects, five seconds in all. Knows nothing of webhooks.

The address looked up is the address connected to, so that a name which points elsewhere a moment later
gains nothing.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Collection, Mapping
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

NOT_PUBLIC = gettext_lazy("The receiver is not on the public internet.")
SECONDS = 5
HTTPS = 443
MOST_OF_ANSWER = 2000
# IPv6 addresses that carry an IPv4 address to somewhere else (RFC 6052, RFC 8215, RFC 3056, RFC 4380).
CARRIERS = [
    ipaddress.ip_network(network) for network in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
]


class NotDelivered(Exception):
    """Why it did not arrive, in a sentence for the administrator."""


def post(address: str, body: bytes, headers: Mapping[str, str], *, allowed: Collection[str] = ()) -> int:
    """Sends, and gives the status of success. `NotDelivered` says what else happened.

    `allowed`: where it is not empty, only these hosts ("host" or "host:port"), and these wherever they are.
    """
    parts = check_address(address, allowed=allowed)
    host, port = _host_of(parts), parts.port or HTTPS
    connection = _To(_address_of(host, port, anywhere=bool(allowed)), host, port)
    # A receiver that sends a byte every four seconds would outlive any timeout of the socket.
    alarm = threading.Timer(SECONDS, connection.cut)
    alarm.start()
    try:
        connection.request("POST", _path_of(parts), body, dict(headers))
        answer = connection.getresponse()
        answer.read(MOST_OF_ANSWER)
    except ssl.SSLError as error:
        raise NotDelivered(_("The certificate of the receiver was not accepted.")) from error
    except (OSError, http.client.HTTPException) as error:
        if connection.was_cut or isinstance(error, TimeoutError):
            raise NotDelivered(_("The receiver did not answer within 5 seconds.")) from error
        raise NotDelivered(_("The receiver could not be reached.")) from error
    finally:
        alarm.cancel()
        connection.close()
    if 300 <= answer.status < 400:
        raise NotDelivered(
            _("The receiver answered with a redirect (%(status)s), which is not followed.")
            % {"status": answer.status}
        )
    if not 200 <= answer.status < 300:
        raise NotDelivered(_("The receiver answered %(status)s.") % {"status": answer.status})
    return answer.status


def check_address(address: str, *, allowed: Collection[str] = ()) -> SplitResult:
    """What can be said without looking the name up; `NotDelivered` says what is wrong."""
    try:
        parts = urlsplit(address)
        host, port = _host_of(parts), parts.port or HTTPS
    except (ValueError, UnicodeError):
        raise NotDelivered(_("This is not an address.")) from None
    if parts.scheme != "https" or not host or parts.username is not None or parts.fragment:
        raise NotDelivered(_("The address must begin with https:// and hold neither a user nor a #."))
    if allowed:
        if host not in allowed and f"{host}:{port}" not in allowed:
            raise NotDelivered(_("This installation sends only to hosts its operator has named."))
    elif port != HTTPS:
        raise NotDelivered(_("The address must use the usual port of https, 443."))
    if any(not "!" <= character <= "~" for character in host + parts.path + parts.query):
        raise NotDelivered(_("This is not an address."))
    if not allowed and _is_private_number(host):
        raise NotDelivered(NOT_PUBLIC)
    return parts


def _is_private_number(host: str) -> bool:
    """An address written as a number, also as browsers and getaddrinfo read it: 127.1, 0x7f000001."""
    try:
        return not is_public(socket.inet_ntoa(socket.inet_aton(host)))
    except OSError:
        pass
    try:
        return not is_public(host)
    except ValueError:
        return False  # a name; where it points is looked at before each sending


def _host_of(parts: SplitResult) -> str:
    return (parts.hostname or "").rstrip(".").encode("idna").decode("ascii").lower()


def _path_of(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _address_of(host: str, port: int, *, anywhere: bool) -> str:
    """The address to connect to. A name of which one address is not public is refused altogether."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise NotDelivered(_("The name of the receiver could not be looked up.")) from error
    addresses = [str(sockaddr[0]) for *_rest, sockaddr in found]
    if not addresses or not (anywhere or all(is_public(address) for address in addresses)):
        raise NotDelivered(NOT_PUBLIC)
    return addresses[0]


def is_public(address: str) -> bool:
    known = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(known, ipaddress.IPv6Address):
        if known.ipv4_mapped:
            known = known.ipv4_mapped
        elif any(known in carrier for carrier in CARRIERS):
            return False
    return known.is_global and not known.is_multicast


class _To(http.client.HTTPSConnection):
    """A connection to one address, with the certificate of the host checked."""

    def __init__(self, address: str, host: str, port: int) -> None:
        super().__init__(host, port, timeout=SECONDS)
        self.trust = ssl.create_default_context()
        self.address, self.was_cut = address, False
        self.raw: socket.socket | None = None

    def connect(self) -> None:
        self.raw = socket.create_connection((self.address, self.port), self.timeout)
        if self.was_cut:
            raise TimeoutError
        self.sock = self.trust.wrap_socket(self.raw, server_hostname=self.host)

    def cut(self) -> None:
        self.was_cut = True
        for sock in (self.sock, self.raw):
            if sock is not None:
                try:
                    sock.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # closed already
