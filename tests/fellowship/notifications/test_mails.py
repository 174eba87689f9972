import email
import email.policy

import pytest
from django.core.mail import BadHeaderError

from fellowship.notifications.services.mails import Mail

SUBJECTS = [
    "A milestone is due in 3 days",
    "“Baseline measured” is due tomorrow",
    "Waiting for you: Zoë Ångström " + "and the ward team’s brief, " * 9 + "x",
    "🌿" * 60,
    "مرحبا بكم في السنة",
]


def received(mail: Mail) -> email.message.EmailMessage:
    return email.message_from_bytes(mail.message().as_bytes(), policy=email.policy.default)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_subject_arrives_as_written_in_lines_that_every_server_takes(subject):
    mail = Mail(subject, "Words", to=["fellow@example.org"])

    raw = mail.message().as_bytes()

    assert received(mail)["Subject"] == subject
    assert max(len(line) for line in raw.splitlines()) <= 100
    assert mail.subject == subject


def test_text_and_html_arrive_whole_whatever_is_in_them():
    mail = Mail("“Both”", "Line one\n--=_abc\n--\nLine two\n", to=["fellow@example.org"])
    mail.attach_alternative("<p>“One” <b>two</b></p>", "text/html")

    text, html = received(mail).iter_parts()

    assert text.get_content() == "Line one\n--=_abc\n--\nLine two\n"
    assert html.get_content().strip() == "<p>“One” <b>two</b></p>"


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_subject_of_several_lines_is_refused(end):
    with pytest.raises(BadHeaderError):
        Mail(f"“Due”{end}Bcc: all@example.org", "Words", to=["fellow@example.org"]).message()


def test_address_to_unsubscribe_stays_in_the_line_of_its_header():
    address = "<https://balcony.example.org/unsubscribe/" + "x" * 200 + "/>"
    mail = Mail("Due", "Words", to=["fellow@example.org"], headers={"List-Unsubscribe": address})

    raw = mail.message().as_bytes(linesep="\r\n")

    assert f"\r\nList-Unsubscribe: {address}\r\n".encode() in raw
    assert received(mail)["List-Unsubscribe"] == address
