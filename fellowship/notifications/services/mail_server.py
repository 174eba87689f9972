"""The conversation with the mail server, and what its failures mean for a message."""

import re
import smtplib
from collections.abc import Callable
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection

Reply = tuple[int, bytes]


class NotNow(Exception):
    """The server did not take this message; later it may."""


class Away(NotNow):
    """The server cannot be reached, so no message can go."""


class Refused(Exception):
    """The server will never take this message."""


class NoSuchAddress(Refused):
    """Nor any other message to this address."""


class Lost(Exception):
    """The line broke while the message was being handed over: it may have arrived or not."""


class MailServer:
    """One connection for many messages, opened again after a failure. A context manager."""

    def __init__(self) -> None:
        self._connection = get_connection()
        self._is_open = False
        self._handing_over = False

    def __enter__(self) -> "MailServer":
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def open(self) -> None:
        """Raises Away."""
        if self._is_open:
            return
        try:
            self._connection.open()
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            raise Away(_in_words(error)) from error
        self._is_open = True
        smtp = getattr(self._connection, "connection", None)
        if isinstance(smtp, smtplib.SMTP):
            smtp.data = self._noticing(smtp.data)  # type: ignore[method-assign, assignment]

    def _noticing(self, data: Callable[[Any], Reply]) -> Callable[[Any], Reply]:
        """smtplib's exceptions do not say whether the text was under way when the line broke."""

        def noticed(text: Any) -> Reply:
            self._handing_over = True
            reply = data(text)
            self._handing_over = False
            return reply

        return noticed

    def hand_over(self, mail: EmailMultiAlternatives) -> None:
        """Returns once the server has taken the message. Raises NotNow, Refused or Lost."""
        self._handing_over = False
        try:
            self._connection.send_messages([mail])
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            answer = self._answered(code, text)
            if isinstance(answer, Refused) and is_about_the_address(code, str(answer)):
                raise NoSuchAddress(str(answer)) from error
            raise answer from error
        except smtplib.SMTPDataError as error:
            raise self._answered(error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            raise (Lost if self._handing_over else NotNow)(_in_words(error)) from error
        except ValueError as error:  # an address or header that cannot be written
            raise Refused(_in_words(error)) from error

    def _answered(self, code: int, text: bytes | str) -> Exception:
        """What a reply other than yes means: 5xx is for good, 4xx for now (RFC 5321, 4.2.1)."""
        if code == 421:  # and the server hangs up
            self._close()
        words = text.decode(errors="replace") if isinstance(text, bytes) else text
        return (Refused if 500 <= code < 600 else NotNow)(f"{code} {words}")

    def _close(self) -> None:
        self._is_open = False
        try:
            self._connection.close()
        except (OSError, smtplib.SMTPException):
            self._connection.connection = None


def is_about_the_address(code: int, words: str) -> bool:
    """Whether a refusal says that there is no such mailbox, rather than that this mail is not wanted.

    RFC 3463: 5.1.x is about the address, 5.2.1 a mailbox that is shut. Without such a code RFC 5321: 550,
    551 and 553.
    """
    enhanced = re.search(r"\b5\.(\d{1,3})\.(\d{1,3})\b", words)
    if enhanced:
        return enhanced[1] == "1" or enhanced.groups() == ("2", "1")
    return code in (550, 551, 553)


def _in_words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
