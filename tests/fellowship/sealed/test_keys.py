import importlib

import pytest
from django.core.exceptions import ImproperlyConfigured

import fellowship.wsgi


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PRIVATE_TEXT_KEYS", []),
        ("PRIVATE_TEXT_KEYS", ["too short"]),
        ("AUTHOR_SEAL_KEY", ""),
        ("AUTHOR_SEAL_KEY", "not hexadecimal"),
        ("AUTHOR_SEAL_KEY", "0f" * 31),
    ],
)
def test_the_web_process_does_not_start_without_good_keys(settings, name, value):
    setattr(settings, name, value)
    with pytest.raises(ImproperlyConfigured, match=name) as stop:
        importlib.reload(fellowship.wsgi)
    assert not value or str(value) not in str(stop.value)


def test_the_web_process_starts_with_both_keys():
    assert importlib.reload(fellowship.wsgi).application
