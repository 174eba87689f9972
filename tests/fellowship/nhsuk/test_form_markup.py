"""Our form macros draw what nhsuk-frontend-jinja's own macros draw, and ids fit together."""

from html.parser import HTMLParser

import pytest
from django import forms
from django.template import engines
from markupsafe import Markup

from fellowship.nhsuk.forms import DayField, Form

VOID = {"input", "br", "hr", "img", "meta", "link"}
OURS_ONLY = {"data-threshold"}


class Tree(HTMLParser):
    """Nested (tag, attributes, children) with white space and the order of attributes taken out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.root: list = []
        self.open: list[list] = [self.root]
        self.feed(html)
        self.close()
        assert len(self.open) == 1, f"unbalanced: {html}"

    def handle_starttag(self, tag, attrs):
        attributes = {
            name: " ".join(sorted((value or "").split())) if name == "class" else value
            for name, value in attrs
            if name not in OURS_ONLY
        }
        children: list = []
        self.open[-1].append((tag, attributes, children))
        if tag not in VOID:
            self.open.append(children)

    def handle_endtag(self, tag):
        self.open.pop()

    def handle_data(self, data):
        if words := " ".join(data.split()):
            self.open[-1].append(words)


class Everything(Form):
    title = forms.CharField(
        label="Title", help_text="Short", widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    story = forms.CharField(label="Story", widget=forms.Textarea)
    limited = forms.CharField(label="Limited", widget=forms.Textarea, max_length=500)
    place = forms.ChoiceField(
        label="Place", choices=[("b", "Balcony"), ("d", "Dance floor")], widget=forms.RadioSelect
    )
    touched = forms.MultipleChoiceField(
        label="Touched", choices=[("1", "One"), ("2", "Two")], widget=forms.CheckboxSelectMultiple
    )
    host = forms.ChoiceField(label="Host", choices=[("a", "A"), ("b", "B")])
    on = DayField(label="When", help_text="For example, 3 9 2026")
    file = forms.FileField(label="File")
    password = forms.CharField(label="Password", widget=forms.PasswordInput)


VALUES = {
    "title": "Home by noon",
    "story": "One\nTwo",
    "limited": "",
    "place": "d",
    "touched": ["2"],
    "host": "b",
}
LABEL = {"size": "s"}
THEIRS = {
    "title": ("input", "input", {"hint": "Short", "value": "Home by noon", "autocomplete": "off"}),
    "story": ("textarea", "textarea", {"value": "One\nTwo"}),
    "limited": ("character-count", "characterCount", {"maxlength": 500}),
    "place": (
        "radios",
        "radios",
        {
            "items": [
                {"value": "b", "text": "Balcony"},
                {"value": "d", "text": "Dance floor", "checked": True},
            ]
        },
    ),
    "touched": (
        "checkboxes",
        "checkboxes",
        {"items": [{"value": "1", "text": "One"}, {"value": "2", "text": "Two", "checked": True}]},
    ),
    "host": (
        "select",
        "select",
        {"items": [{"value": "a", "text": "A"}, {"value": "b", "text": "B", "selected": True}]},
    ),
    "file": ("file-upload", "fileUpload", {}),
    "password": ("password-input", "passwordInput", {}),
}


def render(source: str, **context) -> str:
    return engines["jinja2"].from_string(source).render(context)


def ours(form: forms.Form, name: str) -> str:
    return render(
        '{% from "components/form.jinja" import field %}{{ field(form[name]) }}', form=form, name=name
    )


def theirs(name: str, error: str | None) -> str:
    component, macro, given = THEIRS[name]
    params = {"id": f"id_{name}", "idPrefix": f"id_{name}", "name": name, "errorMessage": error, **given}
    legend = {"legend": {"text": name.capitalize(), **LABEL}}
    if component in ("radios", "checkboxes"):
        params |= {"fieldset": legend, "id": None}
    else:
        params["label"] = {"text": name.capitalize(), **LABEL}
    macro_file = f'"nhsuk/components/{component}/macro.jinja"'
    source = f"{{% from {macro_file} import {macro} as theirs %}}{{{{ theirs(params) }}}}"
    return render(source, params={key: value for key, value in params.items() if value is not None})


@pytest.mark.parametrize("name", THEIRS)
def test_control_is_drawn_as_the_design_system_draws_it(name):
    assert Tree(ours(Everything(initial=VALUES), name)).root == Tree(theirs(name, None)).root


@pytest.mark.parametrize("name", [name for name in THEIRS if name != "limited"])
def test_control_with_an_error_is_drawn_as_the_design_system_draws_it(name):
    form = Everything(VALUES)
    form.errors[name] = form.error_class(["Something is wrong"])
    assert Tree(ours(form, name)).root == Tree(theirs(name, "Something is wrong")).root


def test_date_is_drawn_as_the_design_system_draws_it():
    form = Everything({"on-day": "3", "on-month": "", "on-year": "2026"})
    items = [
        {
            "id": f"id_on-{part}",
            "name": f"on-{part}",
            "label": part.capitalize(),
            "width": width,
            "value": value,
            "error": wrong,
        }
        for part, width, value, wrong in (
            ("day", 2, "3", False),
            ("month", 2, "", True),
            ("year", 4, "2026", False),
        )
    ]
    params = {
        "id": "id_on",
        "fieldset": {"legend": {"text": "When", **LABEL}},
        "hint": "For example, 3 9 2026",
        "errorMessage": "The date must include a month",
        "items": items,
    }
    expected = render(
        '{% from "nhsuk/components/date-input/macro.jinja" import dateInput %}{{ dateInput(params) }}',
        params=params,
    )
    assert Tree(ours(form, "on")).root == Tree(expected).root


def test_summary_links_only_to_ids_that_are_on_the_page():
    form = Everything({"on-day": "31", "on-month": "2", "on-year": "2026"})
    page = render(
        '{% from "components/form.jinja" import field, form_errors %}{{ form_errors(form) }}'
        "{% for bound in form %}{{ field(bound) }}{% endfor %}",
        form=form,
    )
    targets = [part.split('"')[0] for part in page.split('<a href="#')[1:]]
    assert len(targets) == len(form.fields)
    assert [target for target in targets if f'id="{target}"' not in page] == []


def test_typed_markup_is_shown_as_text():
    nasty = "\"'><script>alert(1)</script></textarea>"
    form = Everything({**dict.fromkeys(VALUES, nasty), "on-day": nasty, "on-month": nasty, "on-year": nasty})
    page = render(
        "{% from 'components/form.jinja' import field, form_errors %}{{ form_errors(form) }}"
        "{% for b in form %}{{ field(b) }}{% endfor %}",
        form=form,
    )
    assert "<script" not in page
    assert page.count("</textarea>") == 2
    assert page.count("&lt;script&gt;") >= 4
    Tree(page)


def test_first_line_break_in_a_textarea_is_kept():
    page = ours(Everything(initial={"story": "\n\nthird line"}), "story")
    inside = page.split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0]
    assert inside == "\n\n\nthird line"  # the browser takes the first away


def test_optional_field_says_so_and_required_one_does_not():
    class Two(Form):
        must = forms.CharField()
        may = forms.CharField(required=False)

    assert "(optional)" not in ours(Two(), "must")
    assert "(optional)" in ours(Two(), "may")


def test_select_keeps_groups_in_their_order():
    class Grouped(Form):
        host = forms.ChoiceField(
            choices=[("", "Choose"), ("Trusts", [("r", "R"), ("n", "N")]), ("Aaa", [("x", "X")])]
        )

    page = ours(Grouped(initial={"host": "n"}), "host")
    assert [part.split('"')[0] for part in page.split('<optgroup label="')[1:]] == ["Trusts", "Aaa"]
    assert page.count("</optgroup>") == 2
    assert page.count(" selected") == 1


def test_reveal_and_hints_belong_to_their_option():
    source = (
        '{% from "components/form.jinja" import field %}'
        '{{ field(form["place"], hints={"b": "Above"}, reveals={"d": more}) }}'
    )
    page = render(source, form=Everything(), more=Markup('<input name="why">'))
    assert 'aria-describedby="id_place-item-hint"' in page
    assert 'data-aria-controls="conditional-id_place-2"' in page
    assert 'nhsuk-radios__conditional--hidden" id="conditional-id_place-2"><input name="why"></div>' in page
