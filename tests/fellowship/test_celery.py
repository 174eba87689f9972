from fellowship.celery import app


def test_beat_counts_in_utc():
    """A beat in local time stops or fires twice when the clocks change."""
    assert app.conf.enable_utc
    assert app.conf.timezone == "UTC"


def test_beat_starts_only_tasks_that_exist():
    app.loader.import_default_modules()

    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)
