from django.utils.translation import override

from challenges.models.cycle import Decision
from challenges.models.stakeholder import Support
from fellowship.lib.choices import words_of


def test_words_stand_by_what_is_stored() -> None:
    assert words_of(Decision) == {"adopt": "Adopt", "adapt": "Adapt", "abandon": "Abandon"}
    assert words_of(Support)[-2] == "Works against it"


def test_each_language_has_words_of_its_own() -> None:
    with override("en-gb"):
        english = words_of(Decision)
    with override("cy"):
        assert words_of(Decision) is not english
