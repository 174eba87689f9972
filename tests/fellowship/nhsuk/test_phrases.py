import pytest
from django.template import engines
from django.utils import translation


@pytest.fixture
def environment():
    return engines["jinja2"].env


def draw(environment, source: str, **context) -> str:
    return environment.from_string(source).render(**context)


def test_phrase_with_variable_escapes_it(environment):
    drawn = draw(environment, '{{ _("Sign off <b>%(title)s</b>", title=title) }}', title="<i>")
    assert drawn == "Sign off <b>&lt;i&gt;</b>"


def test_phrase_where_nothing_is_escaped_leaves_variable_alone(environment):
    drawn = draw(
        environment,
        '{% autoescape false %}{{ _("To %(name)s", name=name) }}{% endautoescape %}',
        name="A & B",
    )
    assert drawn == "To A & B"


def test_doubled_percent_becomes_one_with_and_without_variables(environment):
    assert draw(environment, '{{ _("100%% done") }} {{ _("%(n)s%%", n=5) }}') == "100% done 5%"


def test_trans_block_names_variable_and_counts(environment):
    source = (
        "{% trans count=n, who=who %}{{ count }} entry of {{ who }}"
        "{% pluralize %}{{ count }} entries of {{ who }}{% endtrans %}"
    )
    assert draw(environment, source, n=1, who="A & B") == "1 entry of A &amp; B"
    assert draw(environment, source, n=3, who="A") == "3 entries of A"


def test_phrase_follows_language_in_use(environment):
    in_english = draw(environment, '{{ _("January") }}')
    with translation.override("cy"):
        in_welsh = draw(environment, '{{ _("January") }}')
    assert (in_english, in_welsh) == ("January", "Ionawr")
    assert draw(environment, '{{ _("January") }}') == "January"
