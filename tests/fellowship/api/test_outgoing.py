import time

import pytest

from fellowship.api.outgoing import NotDelivered, check_address, is_public, post


def refusal(address: str, **more) -> str:
    with pytest.raises(NotDelivered) as refused:
        post(address, b"{}", {}, **more)
    return str(refused.value)


def test_post_arrives_with_body_and_headers(receiver):
    assert post(receiver.address, b'{"a": 1}', {"webhook-id": "7"}, allowed=[receiver.host]) == 204

    (got,) = receiver.got
    assert (got.path, got.body, got.headers["webhook-id"]) == ("/hook?key=1", b'{"a": 1}', "7")


def test_post_follows_no_redirect(receiver):
    receiver.status, receiver.headers = 302, {"Location": receiver.address}

    assert "redirect (302)" in refusal(receiver.address, allowed=[receiver.host])
    assert len(receiver.got) == 1


@pytest.mark.parametrize("status", [400, 404, 410, 429, 500, 503])
def test_post_says_what_the_receiver_answered(receiver, status):
    receiver.status = status

    assert str(status) in refusal(receiver.address, allowed=[receiver.host])


def test_post_gives_up_a_receiver_that_says_nothing(receiver, monkeypatch):
    monkeypatch.setattr("fellowship.api.outgoing.SECONDS", 0.5)
    receiver.seconds = 2

    assert "did not answer" in refusal(receiver.address, allowed=[receiver.host])


def test_post_gives_up_a_receiver_that_answers_drop_by_drop(receiver, monkeypatch):
    monkeypatch.setattr("fellowship.api.outgoing.SECONDS", 1)
    receiver.drips = True
    began = time.monotonic()

    assert "did not answer" in refusal(receiver.address, allowed=[receiver.host])
    assert time.monotonic() - began < 30  # the drops alone would take more than a minute


def test_post_refuses_a_certificate_of_another_name(receiver, names_point_to):
    names_point_to("127.0.0.1")
    host = f"elsewhere.example.org:{receiver.port}"

    assert "certificate" in refusal(f"https://{host}/", allowed=[host])
    assert not receiver.got


def test_post_says_that_nobody_listens(certificate):
    assert "could not be reached" in refusal("https://localhost:1/", allowed=["localhost"])


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.0.0.7"],
        ["169.254.169.254"],
        ["192.168.1.1"],
        ["100.64.0.1"],
        ["0.0.0.0"],
        ["224.0.0.1"],
        ["::1"],
        ["fd00::1"],
        ["fe80::1"],
        ["::ffff:10.0.0.1"],
        ["64:ff9b::a00:1"],
        ["2002:a00:1::1"],
        ["93.184.215.14", "10.0.0.1"],
    ],
)
def test_post_refuses_names_of_private_addresses(names_point_to, addresses):
    names_point_to(*addresses)

    assert "not on the public internet" in refusal("https://hooks.example.org/")


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:8.8.8.8"])
def test_public_addresses_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://hooks.example.org/",
        "ftp://hooks.example.org/",
        "https://user:password@hooks.example.org/",
        "https://hooks.example.org:8443/",
        "https://hooks.example.org:99999/",
        "https://hooks.example.org/#part",
        "https:///nowhere",
        "https://[::1",
        "https://hooks.example.org/a b",
        "https://hooks.example.org/\u202e",
        "https://hooks exa.example.org/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://" + "a" * 70 + ".example.org/",
        "javascript:alert(1)",
        "",
        "hooks.example.org",
    ],
)
def test_addresses_that_cannot_be_meant_are_refused(address):
    with pytest.raises(NotDelivered):
        check_address(address)


def test_an_address_in_numbers_may_be_public_or_one_the_operator_named():
    check_address("https://93.184.215.14/")
    check_address("https://[2606:2800:220:1:248:1893:25c8:1946]/")
    check_address("https://10.0.0.7/", allowed=["10.0.0.7"])


def test_only_hosts_the_operator_named_where_there_are_any():
    check_address("https://hooks.internal/", allowed=["hooks.internal"])
    check_address("https://HOOKS.internal.:8443/", allowed=["hooks.internal:8443"])
    with pytest.raises(NotDelivered):
        check_address("https://hooks.example.org/", allowed=["hooks.internal"])
    with pytest.raises(NotDelivered):
        check_address("https://hooks.internal:8443/", allowed=["hooks.internal:9443"])
