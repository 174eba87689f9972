import io

import pytest
from babel.messages.pofile import read_po

from deploy.local.messages import LOCALES, coverage, extracted, faults
from fellowship.nhsuk.catalogues import build_catalogues

HEAD = 'msgid ""\nmsgstr ""\n"Language: cy\\n"\n"Plural-Forms: nplurals=6; plural=n==0 ? 0 : 1;\\n"\n\n'


def catalogue(words: str):
    return read_po(io.BytesIO((HEAD + words).encode()))


def faults_of(words: str) -> list[str]:
    found = catalogue(words)
    return list(faults(found, found))


@pytest.mark.parametrize(
    ("original", "translation", "fault"),
    [
        ("%(name)s is your mentor", "Eich mentor", "placeholders"),
        ("%(name)s is your mentor", "%(enw)s yw eich mentor", "placeholders"),
        ("50%% of it", "50 ohono", "placeholders"),
        ("Saved at {time}", "Cadwyd", "placeholders"),
        ("by <strong>now</strong>", "erbyn <b>nawr</b>", "marks"),
    ],
)
def test_translation_that_lost_something_is_found(original, translation, fault):
    (found,) = faults_of(f'msgid "{original}"\nmsgstr "{translation}"\n')
    assert f"has other {fault} than the original" in found


def test_uncertain_translation_is_found():
    assert faults_of('#, fuzzy\nmsgid "Day"\nmsgstr "Mis"\n') == ["“Day” is marked as uncertain (fuzzy)."]


def test_missing_plural_form_is_found():
    words = 'msgid "%(n)s day"\nmsgid_plural "%(n)s days"\n' + "".join(
        f'msgstr[{form}] "{"" if form == 3 else "%(n)s diwrnod"}"\n' for form in range(6)
    )
    assert "“%(n)s day” needs all 6 plural forms." in faults_of(words)


def test_plural_that_lost_its_number_is_found_and_the_one_for_one_need_not_have_it():
    forms = ["%(n)s diwrnod", "y diwrnod", "%(n)s ddiwrnod", "y diwrnod", *["%(n)s diwrnod"] * 2]
    words = 'msgid "the day"\nmsgid_plural "%(n)s days"\n'
    words += "".join(f'msgstr[{form}] "{text}"\n' for form, text in enumerate(forms))
    (fault,) = faults_of(words)
    assert fault == "“the day” has other placeholders than the original: “y diwrnod”."


def test_what_is_not_translated_yet_is_no_fault():
    words = 'msgid "Day"\nmsgstr ""\n\nmsgid "Month"\nmsgstr "Mis"\n'
    assert faults_of(words) == []
    assert coverage(catalogue(words)) == "1 of 2 translated (50 %)"


def test_catalogue_that_lacks_a_sentence_is_not_up_to_date():
    old, now = catalogue('msgid "Day"\nmsgstr "Diwrnod"\n'), catalogue('msgid "Days"\nmsgstr ""\n')
    assert list(faults(old, now)) == ["is not up to date: run `make messages`."]


def test_sentences_of_python_templates_and_letters_are_all_found():
    found = extracted()
    for sentence in ("Your fellowship", "Skip to main content", "Dear %(name)s,", "You mentor %(fellow)s."):
        assert found.get(sentence) is not None, sentence
    assert found.get(("in %(days)d day", "in %(days)d days")) is not None


def test_welsh_translations_keep_placeholders_and_marks():
    with (LOCALES / "cy" / "LC_MESSAGES" / "django.po").open("rb") as words:
        welsh = read_po(words)
    assert list(faults(welsh, welsh)) == []


def test_compiling_again_only_when_the_source_is_newer(tmp_path):
    source = tmp_path / "cy" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(HEAD + 'msgid "Day"\nmsgstr "Diwrnod"\n')

    (target,) = build_catalogues(tmp_path)

    made = target.stat().st_mtime_ns
    assert build_catalogues(tmp_path) == [target]
    assert target.stat().st_mtime_ns == made
    assert {path.suffix for path in source.parent.iterdir()} == {".po", ".mo"}
