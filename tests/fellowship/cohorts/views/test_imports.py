import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from kombu import Connection

from fellowship.cohorts.models import ImportRun, Place
from fellowship.cohorts.models.import_run import ImportStatus
from fellowship.cohorts.services.intake.columns import COLUMNS
from fellowship.cohorts.tasks import read_import, write_import
from fellowship.lib.tables import read_table
from tests.factories import AdministratorFactory, CohortFactory

pytestmark = pytest.mark.django_db
HEADER = "First name,Surname,Work email,Sponsor name,Sponsor email"
LIST = f"{HEADER}\n<b>Amara</b>,Abiola,amara@example.org,Dr H Ashworth,helen@example.org\nBen,,broken,,\n"


@pytest.fixture
def cohort(client):
    cohort = CohortFactory()
    client.force_login(AdministratorFactory(programme=cohort.programme).person)
    return cohort


def upload(client, cohort, content, name="list.csv"):
    file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    return client.post(reverse("import_new", args=[cohort.pk]), {"file": file})


def waiting_tasks(settings):
    with Connection(settings.CELERY_BROKER_URL) as broker:
        return broker.default_channel.client.llen("celery")


def test_from_upload_to_result(client, cohort, settings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = upload(client, cohort, LIST)
    assert waiting_tasks(settings) == 1
    run = ImportRun.objects.get()
    assert response.url == reverse("import_run", args=[run.pk])
    page = client.get(response.url).content.decode()
    assert "Look how far it is" in page
    assert "<progress" in page

    read_import(run.pk)
    preview = client.get(response.url).content.decode()
    assert "Add 1 fellow" in preview
    assert "&lt;b&gt;Amara&lt;/b&gt;" in preview
    assert "1 row has a problem" in preview
    problems = client.get(response.url, {"show": "problem"}).content.decode()
    assert "Row 3" in problems
    assert "“broken”" in problems
    assert Place.objects.count() == 0

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("import_confirm", args=[run.pk]))
        client.post(reverse("import_confirm", args=[run.pk]))
    assert "Adding the people" in client.get(response.url).content.decode()
    write_import(run.pk)
    write_import(run.pk)
    result = client.get(response.url).content.decode()
    assert "1 fellow added" in result
    assert reverse("invitations", args=[cohort.pk]) in result
    assert Place.objects.count() == 1


def test_stale_preview_says_so_and_offers_to_read_again(client, cohort):
    upload(client, cohort, LIST)
    run = ImportRun.objects.get()
    read_import(run.pk)
    ImportRun.objects.filter(pk=run.pk).update(failure="Row 2 would now be written differently.")

    page = client.get(reverse("import_run", args=[run.pk])).content.decode()

    assert "Row 2 would now be written differently." in page
    assert reverse("import_read_again", args=[run.pk]) in page


def test_file_that_could_not_be_read_says_why_and_what_next(client, cohort):
    upload(client, cohort, "only words\nand more")
    run = ImportRun.objects.get()
    read_import(run.pk)

    page = client.get(reverse("import_run", args=[run.pk])).content.decode()

    assert "We found no row with column titles" in page
    assert reverse("import_new", args=[cohort.pk]) in page


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("list.csv", b"", "empty"),
        ("list.pdf", b"%PDF-1.7", "not a spreadsheet we can read"),
        ("list.xlsx", b"%PDF-1.7", "the content is something else"),
        ("list.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office format"),
        ("list.xlsm", b"PK\x03\x04", "macros"),
        ("list.csv", b"<html><script>alert(1)</script>", "web page"),
        ("list.csv", b"a,b\n\x00\x01", "not plain text"),
        ("list.csv", b"a,b\n" + b"x" * (10 * 1024 * 1024), "larger than 10 MB"),
    ],
)
def test_upload_of_something_else_is_refused_at_once(client, cohort, name, content, sentence):
    response = upload(client, cohort, content, name)

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not ImportRun.objects.exists()


def test_upload_of_nothing_is_refused(client, cohort):
    response = client.post(reverse("import_new", args=[cohort.pk]))

    assert "Choose a file" in response.content.decode()


def test_file_name_is_kept_harmless(client, cohort):
    upload(client, cohort, LIST, "../../etc/<script>.csv")

    run = ImportRun.objects.get()
    assert "/" not in run.file_name
    assert "<" not in run.file_name
    assert run.file.name.startswith("imports/")


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_list_to_download_can_be_sent_back(client, cohort, ending, tmp_path):
    response = client.get(reverse("import_example", args=[cohort.pk, ending]))
    path = tmp_path / f"fellows.{ending}"
    path.write_bytes(response.content)

    with path.open("rb") as file:
        table = read_table(file, path.name, COLUMNS)
        rows = list(table.rows)
    assert set(table.header.places) == {column.key for column in COLUMNS}
    assert len(rows) == 1


def test_list_to_download_in_another_format_is_not_there(client, cohort):
    assert client.get(reverse("import_example", args=[cohort.pk, "exe"])).status_code == 404


def test_preview_has_pages(client, cohort):
    rows = "\n".join(f"G{n},F{n},p{n}@example.org,," for n in range(120))
    upload(client, cohort, f"{HEADER}\n{rows}")
    run = ImportRun.objects.get()
    read_import(run.pk)
    address = reverse("import_run", args=[run.pk])

    first, last = client.get(address).content.decode(), client.get(address, {"page": "3"}).content.decode()

    assert first.count("@example.org") == 50
    assert last.count("@example.org") == 20
    assert client.get(address, {"page": "x", "show": "'"}).status_code == 200


def test_confirming_what_is_not_read_yet_changes_nothing(client, cohort):
    upload(client, cohort, LIST)
    run = ImportRun.objects.get()

    client.post(reverse("import_confirm", args=[run.pk]))

    run.refresh_from_db()
    assert run.status == ImportStatus.WAITING
