import csv
import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from openpyxl import Workbook

from fellowship.cohorts.models import Cohort
from fellowship.learning.models import Assignment, Result, ResultImport
from fellowship.learning.services.board import exam_board
from fellowship.learning.services.extensions import decide
from fellowship.learning.services.handing_in import hand_in_at_provider
from fellowship.learning.services.intake import confirm_results, lines_of, outcomes_in_words, read_results
from fellowship.learning.services.pgcert import results_of
from fellowship.learning.services.results import allow_another_attempt
from fellowship.lib.archives import FileRefused
from fellowship.lib.dates import in_words
from fellowship.notifications.models import Message
from tests.factories import (
    AssignmentFactory,
    ModuleFactory,
    PlaceFactory,
    ResultFactory,
    TutorFactory,
)
from tests.factories.cohorts import days_from_today
from tests.factories.learning import ExtensionRequestFactory
from tests.fellowship.learning.marking import judge

pytestmark = pytest.mark.django_db
A_MONTH_AGO, A_DAY_LATER = days_from_today(-30), days_from_today(-29)


@pytest.fixture
def place():
    return PlaceFactory()


@pytest.fixture
def assignment(place):
    return AssignmentFactory(module=ModuleFactory(cohort=place.cohort, credits=20))


@pytest.fixture
def tutor(place):
    return TutorFactory(cohort=place.cohort).person


def read(assignment, tutor, *rows, header="Email,Mark,Result,Handed in"):
    file = io.BytesIO("\n".join([header, *rows]).encode())
    return read_results(assignment=assignment, file=file, name="results.csv", by=tutor)


def kinds(run):
    return [line.kind for line in lines_of(run)]


def test_results_are_shown_before_they_count(assignment, place, tutor):
    run = read(assignment, tutor, f"{place.person.email.upper()},64,Pass,{in_words(A_MONTH_AGO)}")
    assert kinds(run) == ["new"]
    assert not Result.objects.exists()
    confirm_results(run=run, by=tutor)
    result = Result.objects.get()
    assert (result.mark, result.outcome, result.submitted_on) == (64, "pass", A_MONTH_AGO)


def test_confirming_twice_records_once(assignment, place, tutor):
    run = read(assignment, tutor, f"{place.person.email},64,Pass,")
    confirm_results(run=run, by=tutor)
    confirm_results(run=run, by=tutor)
    assert Message.objects.filter(kind="result_recorded").count() == 1


def test_message_goes_where_result_or_mark_changes_and_not_for_a_day_alone(client, assignment, place, tutor):
    confirm_results(run=read(assignment, tutor, f"{place.person.email},64,Pass,{A_MONTH_AGO}"), by=tutor)
    run = read(assignment, tutor, f"{place.person.email},64,Pass,{A_DAY_LATER}")
    assert kinds(run) == ["changed"]
    client.force_login(tutor)
    page = client.get(reverse("results_preview", args=[run.pk])).content.decode()
    assert "each fellow whose result or mark is new or changes gets a message" in page
    confirm_results(run=run, by=tutor)
    assert Result.objects.get().submitted_on == A_DAY_LATER
    assert Message.objects.filter(kind="result_recorded").count() == 1
    confirm_results(run=read(assignment, tutor, f"{place.person.email},66,Pass,{A_DAY_LATER}"), by=tutor)
    assert Message.objects.filter(kind="result_recorded").count() == 2


def test_what_was_recorded_meanwhile_stays(client, assignment, place, tutor):
    run = read(assignment, tutor, f"{place.person.email},64,Pass,")
    client.force_login(tutor)
    client.post(
        reverse("result", args=[assignment.pk, place.pk]),
        {"stamp": Result().stamp, "outcome": "refer", "mark": "44"},
    )
    run = confirm_results(run=run, by=tutor)
    assert Result.objects.get().outcome == "refer"
    assert "in the meantime" in lines_of(run)[0].problems[0]


def test_rows_are_told_apart(assignment, place, tutor):
    same, changed = PlaceFactory(cohort=place.cohort), PlaceFactory(cohort=place.cohort)
    for one in (same, changed):
        ResultFactory(
            assignment=assignment, place=one, mark="64", outcome="pass", recorded_at=place.cohort.launched_at
        )
    elsewhere = PlaceFactory()
    run = read(
        assignment,
        tutor,
        f"{place.person.email},44.5,referred,",
        f"{same.person.email},64,Pass,",
        f"{changed.person.email},40,Fail,",
        f"{place.person.email},90,Pass,",
        f"{elsewhere.person.email},64,Pass,",
    )
    assert kinds(run) == ["new", "unchanged", "changed", "problem", "problem"]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("64,Distinction,", "no result"),
        ("164,Pass,", "no mark between"),
        ("NaN,Pass,", "no mark between"),
        ("1e999999,Pass,", "no mark between"),
        ("64,Pass,31 February 2026", "not a date"),
        ("0.64,Pass,", "0.64: did you mean 64?"),
        ("0.645%,Pass,", "0.645: did you mean 64.5?"),
        ("49.95,Pass,", "more than one decimal place"),
        ("1e-999999,Pass,", "more than one decimal place"),
        (f"64,Pass,{days_from_today(1)}", "cannot be in the future"),
        (f"64,Pass,{days_from_today(-500)}", "more than a year before the cohort"),
        ("64,=1+1,", "no result"),
    ],
)
def test_wrong_cells_are_explained_and_left_out(assignment, place, tutor, row, problem):
    run = read(assignment, tutor, f"{place.person.email},{row}")
    assert kinds(run) == ["problem"]
    assert problem in " ".join(lines_of(run)[0].problems)
    confirm_results(run=run, by=tutor)
    assert not Result.objects.exclude(outcome="").exists()


@pytest.mark.parametrize(
    ("cell", "shown", "mark"), [(0.64, "0%", "64"), (64, "0", "64"), (0.5, "0.0%", "50")]
)
def test_a_mark_shown_per_cent_is_read_as_it_is_shown(assignment, place, tutor, cell, shown, mark):
    workbook = Workbook()
    for row in (["Email", "Result", "Mark"], [place.person.email, "Pass", cell]):
        workbook.active.append(row)
    workbook.active["C2"].number_format = shown
    file = io.BytesIO()
    workbook.save(file)
    run = read_results(assignment=assignment, file=file, name="r.xlsx", by=tutor)
    assert [(line.kind, line.mark) for line in lines_of(run)] == [("new", f"{mark}.0")]


def judged(assignment, place, outcome="pass"):
    return ResultFactory(
        assignment=assignment, place=place, mark="64", outcome=outcome, recorded_at=place.cohort.launched_at
    )


@pytest.mark.parametrize(
    ("row", "kind", "after"),
    [
        ("Pass", "unchanged", Decimal("64")),
        ("Refer", "changed", Decimal("64")),
        ("Deferred", "changed", None),
    ],
)
def test_a_file_without_marks_leaves_those_recorded(client, assignment, place, tutor, row, kind, after):
    judged(assignment, place)
    run = read(assignment, tutor, f"{place.person.email},{row}", header="Email,Result")
    assert kinds(run) == [kind]
    confirm_results(run=run, by=tutor)
    assert Result.objects.get().mark == after
    client.force_login(tutor)
    page = client.get(reverse("results_import", args=[assignment.pk])).content.decode()
    assert "An empty cell leaves the mark" in page


def test_rows_left_out_say_what_is_recorded(client, assignment, place, tutor):
    judged(assignment, place)
    run = read(assignment, tutor, f"{place.person.email},640,Pass,")
    assert (lines_of(run)[0].kind, lines_of(run)[0].before) == ("problem", "Pass, 64")
    client.force_login(tutor)
    assert "Not recorded" not in client.get(reverse("results_preview", args=[run.pk])).content.decode()


@pytest.mark.parametrize(
    ("first", "words"), [("64,Pass,", "only the first row is taken"), ("640,Pass,", "neither row is taken")]
)
def test_a_fellow_twice_in_the_file_is_told_which_row_is_taken(assignment, place, tutor, first, words):
    run = read(assignment, tutor, f"{place.person.email},{first}", f"{place.person.email},70,Pass,")
    assert words in lines_of(run)[1].problems[0]


def test_what_was_recorded_meanwhile_is_shown_as_it_is_now(assignment, place, tutor):
    run = read(assignment, tutor, f"{place.person.email},64,Refer,")
    judged(assignment, place, "fail")
    assert lines_of(confirm_results(run=run, by=tutor))[0].before == "Fail, 64"


@pytest.mark.parametrize("name", ["results.txt", "results.csv"])
def test_unicode_text_of_excel_is_read(client, assignment, place, tutor, name):
    content = f"Email\tResult\tMark\r\n{place.person.email}\tPass\t70\r\n".encode("utf-16")
    client.force_login(tutor)
    answer = client.post(
        reverse("results_import", args=[assignment.pk]), {"file": SimpleUploadedFile(name, content)}
    )
    assert answer.status_code == 302, answer.content.decode()
    assert kinds(ResultImport.objects.get()) == ["new"]


@pytest.mark.parametrize("language", ["en-gb", "cy"])
@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("Llwyddo", "pass"),
        ("AILGYFLWYNO", "refer"),
        ("methu", "fail"),
        ("Wedi’i ohirio", "deferred"),
        ("Pass", "pass"),
    ],
)
def test_results_and_titles_are_understood_in_both_languages(
    assignment, place, tutor, language, words, outcome
):
    with override(language):
        run = read(
            assignment,
            tutor,
            f"{place.person.email},12,{words},{A_MONTH_AGO}",
            header="E-bost,Marc,Canlyniad,Wedi'i gyflwyno",
        )
    (line,) = lines_of(run)
    assert (line.kind, line.outcome, line.submitted_on) == ("new", outcome, str(A_MONTH_AGO))


def test_words_that_are_understood_are_said_in_the_readers_language(client, assignment, place, tutor):
    with override("cy"):
        assert outcomes_in_words() == "Llwyddo, Ailgyflwyno, Methu neu Wedi'i ohirio"
    run = read(assignment, tutor, f"{place.person.email},12,Merit,")
    assert lines_of(run)[0].problems == ["“Merit” is no result. Write Pass, Refer, Fail or Deferred."]
    tutor.language = "cy"
    tutor.save()
    client.force_login(tutor)
    page = client.get(reverse("results_import", args=[assignment.pk])).content.decode()
    assert "Llwyddo, Ailgyflwyno, Methu neu" in page


@pytest.mark.parametrize(
    ("header", "words"), [("Name,Town", "no row with column titles"), ("Email,Mark", "missing")]
)
def test_file_without_the_columns_is_refused(assignment, tutor, header, words):
    with pytest.raises(FileRefused, match=words):
        read(assignment, tutor, "a,b", header=header)


def test_file_without_rows_is_refused(assignment, tutor):
    with pytest.raises(FileRefused, match="no rows"):
        read(assignment, tutor)


def test_marks_of_two_are_held_to_for_a_file_too(place, tutor):
    assignment = AssignmentFactory(module__cohort=place.cohort, second_marked=True)
    run = confirm_results(run=read(assignment, tutor, f"{place.person.email},64,Pass,"), by=tutor)
    assert "marked by two people" in lines_of(run)[0].problems[0]
    assert kinds(run) == ["problem"]
    assert not Result.objects.exclude(outcome="").exists()


def test_pages_read_show_and_record(client, assignment, place, tutor):
    client.force_login(tutor)
    content = f"Email,Result,Mark\n{place.person.email},Pass,70\nnobody@example.org,Pass,70\n".encode()
    answer = client.post(
        reverse("results_import", args=[assignment.pk]), {"file": SimpleUploadedFile("r.csv", content)}
    )
    run = ResultImport.objects.get()
    assert answer.url == reverse("results_preview", args=[run.pk])
    page = client.get(answer.url).content.decode()
    assert "Record 1 result" in page
    assert "No fellow who takes this module" in page
    client.post(answer.url)
    assert Result.objects.get().mark == Decimal("70")
    assert "recorded these results on" in client.get(answer.url).content.decode()


@pytest.mark.parametrize("name", ["r.pdf", "r.csv"])
def test_import_page_explains_files_it_cannot_read(client, assignment, tutor, name):
    client.force_login(tutor)
    file = SimpleUploadedFile(name, b"\x00\x01nothing")
    page = client.post(reverse("results_import", args=[assignment.pk]), {"file": file}).content.decode()
    assert "There is a problem" in page


def test_board_lists_every_fellow(client, assignment, place, tutor):
    ResultFactory(
        assignment=assignment, place=place, mark="64.5", outcome="pass", recorded_at=place.cohort.launched_at
    )
    other = PlaceFactory(cohort=place.cohort, person__family_name="=cmd()")
    client.force_login(tutor)
    answer = client.get(reverse("board", args=[place.cohort_id, "csv"]))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][2:] == [
        f"{assignment.module}: {assignment}, first mark",
        f"{assignment.module}: {assignment}, second mark",
        f"{assignment.module}: {assignment}, mark",
        f"{assignment.module}: {assignment}, result",
        f"{assignment.module}: {assignment}, attempt",
        f"{assignment.module}: {assignment}, attempts before",
        f"{assignment.module}: {assignment}, mitigating circumstances",
        "Own modules",
        "Credits earned",
        "Credits needed",
        "Taught days attended",
    ]
    found = {row[1]: row[2:] for row in rows[1:]}
    assert found[place.person.email] == ["", "", "64.5", "Pass", "1", "", "", "", "20", "20", "0"]
    assert found[other.person.email] == ["", "", "", "", "", "", "", "", "0", "20", "0"]
    assert client.get(reverse("board", args=[place.cohort_id, "xlsx"])).content[:2] == b"PK"
    assert client.get(reverse("board", args=[place.cohort_id, "exe"])).status_code == 404


@pytest.mark.parametrize("count", [1, 3, 50])
def test_bulk_pages_ask_the_same_number_of_queries(
    client, django_assert_num_queries, assignment, place, tutor, count
):
    places = [place, *(PlaceFactory(cohort=place.cohort) for _number in range(count - 1))]
    for one in places:
        ResultFactory(assignment=assignment, place=one)
    run = read(assignment, tutor, *(f"{one.person.email},64,Pass," for one in places))
    client.force_login(tutor)
    for name, args, queries in [
        ("results_import", [assignment.pk], 7),
        ("results_preview", [run.pk], 6),
        ("board", [place.cohort_id, "csv"], 14),
    ]:
        client.get(reverse(name, args=args))
        with django_assert_num_queries(queries):
            assert client.get(reverse(name, args=args)).status_code == 200


def test_who_has_completed_is_before_the_board_and_in_the_import(client, assignment, place, tutor):
    given = {"assignment": assignment, "outcome": "fail", "recorded_at": place.cohort.launched_at}
    completed = PlaceFactory(cohort=place.cohort, status="completed")
    withdrawn = PlaceFactory(cohort=place.cohort, status="withdrawn")
    gone = PlaceFactory(cohort=place.cohort, status="withdrawn")
    ResultFactory(place=withdrawn, **given)
    ResultFactory(place=gone, assignment=assignment, submitted_on=days_from_today(-9))
    stay = {place.person.email, completed.person.email, withdrawn.person.email}

    assert {row[1] for row in exam_board(place.cohort)[1]} == stay
    assert {one.person.email for one, _piece in results_of(assignment)} == stay
    run = read(assignment, tutor, *(f"{one.person.email},64,Pass," for one in (completed, withdrawn, gone)))
    assert kinds(run) == ["new", "changed", "problem"]
    confirm_results(run=run, by=tutor)
    counted = Assignment.objects.with_progress().get()
    assert (counted.judged, counted.fellows) == (2, 3)


def test_what_came_in_since_the_file_was_read_is_left_alone(assignment, place, tutor):
    run = read(assignment, tutor, f"{place.person.email},,Fail,")
    hand_in_at_provider(assignment=assignment, place=place, on=days_from_today(0), by=place.person)
    run = confirm_results(run=run, by=tutor)
    assert "in the meantime" in lines_of(run)[0].problems[0]
    assert Result.objects.get().outcome == ""


def test_the_import_of_a_closed_cohort_says_that_it_is_closed(client, assignment, place, tutor):
    run = read(assignment, tutor, f"{place.person.email},64,Pass,")
    place.status = "completed"
    place.save()
    Cohort.objects.filter(pk=place.cohort_id).update(closed_at=timezone.now())
    client.force_login(tutor)
    answer = client.post(reverse("results_preview", args=[run.pk]), follow=True)
    assert "This cohort is closed" in answer.content.decode()
    assert not Result.objects.exists()


def test_the_board_is_told_both_marks_and_what_hindered(assignment, place, tutor):
    result = ResultFactory(
        assignment=assignment,
        place=place,
        submitted_on=days_from_today(-9),
        first_mark="58",
        first_marker=tutor,
        second_mark="66",
        second_marker=TutorFactory(cohort=place.cohort).person,
    )
    asked = ExtensionRequestFactory(result=result, kind="mitigating", asked_for=None)

    def told():
        titles, rows = exam_board(place.cohort)
        found = dict(zip(titles, rows[0], strict=True))
        words = ("first mark", "second mark", "mark", "mitigating circumstances")
        return [found[f"{assignment.module}: {assignment}, {word}"] for word in words]

    assert told() == [58, 66, None, None]
    decide(request=asked, by=tutor, act="grant", granted_to=None, answer="")
    assert told() == [58, 66, None, "Granted"]
    Result.objects.update(attempt=2)  # it was granted for the attempt before
    assert told()[-1] is None


def on_the_board(assignment, *words):
    titles, rows = exam_board(assignment.module.cohort)
    found = dict(zip(titles, rows[0], strict=True))
    return [found[f"{assignment.module}: {assignment}, {word}"] for word in words]


def test_the_board_is_told_what_came_of_the_attempts_before(assignment, place, tutor):
    for mark in ("38", "35.5"):
        judge(assignment, place, tutor, mark=Decimal(mark), outcome="refer")
        allow_another_attempt(
            assignment=assignment,
            place=place,
            by=tutor,
            stamp=Result.objects.get().stamp,
            due_on=days_from_today(40),
        )
    told = on_the_board(assignment, "mark", "result", "attempt", "attempts before")
    assert told == [None, None, 3, "1: Refer, 38; 2: Refer, 35.5"]


def test_the_board_counts_no_attempt_of_who_handed_in_nothing(assignment, place):
    result = ResultFactory(assignment=assignment, place=place, extended_to=days_from_today(50))
    assert on_the_board(assignment, "attempt") == [None]
    Result.objects.filter(pk=result.pk).update(submitted_on=days_from_today(-1))
    assert on_the_board(assignment, "attempt") == [1]


def test_a_changed_hand_in_date_is_shown_and_recorded(client, assignment, place, tutor):
    before, after = in_words(A_MONTH_AGO), in_words(A_DAY_LATER)
    ResultFactory(
        assignment=assignment,
        place=place,
        mark="64",
        outcome="pass",
        submitted_on=A_MONTH_AGO,
        recorded_at=place.cohort.launched_at,
    )
    for cell, kind in [("", "unchanged"), (before, "unchanged"), (after, "changed")]:
        run = read(assignment, tutor, f"{place.person.email},64,Pass,{cell}")
        assert kinds(run) == [kind]
    client.force_login(tutor)
    page = client.get(reverse("results_preview", args=[run.pk])).content.decode()
    assert f"Pass, 64, handed in {before}" in page
    assert f"Pass, 64, handed in {after}" in page
    confirm_results(run=run, by=tutor)
    assert Result.objects.get().submitted_on == A_DAY_LATER


def test_a_file_without_a_mark_does_not_skip_the_second_marker(place, tutor):
    assignment = AssignmentFactory(module__cohort=place.cohort, second_marked=True)
    handed_in, never_came, deferred = place, *(PlaceFactory(cohort=place.cohort) for _number in range(2))
    ResultFactory(assignment=assignment, place=handed_in, submitted_on=days_from_today(-2))
    run = read(
        assignment,
        tutor,
        f"{handed_in.person.email},,Fail,",
        f"{never_came.person.email},,Fail,",
        f"{deferred.person.email},,Deferred,",
    )
    assert kinds(run) == ["problem", "new", "new"]
    assert "marked by two people" in lines_of(run)[0].problems[0]
    confirm_results(run=run, by=tutor)
    assert set(Result.objects.values_list("place", "outcome")) == {
        (handed_in.pk, ""),
        (never_came.pk, "fail"),
        (deferred.pk, "deferred"),
    }
