"""A closed cohort is an archive, and the database holds it to that.

Migrations of each room put `triggers_for` on the tables of what belongs to a cohort. A change is refused
with the state `CLOSED`, which people meet as a page that says so (fellowship/home/middleware.py). Migrations
that have run stay as they are: a change of the rule is a new function in a new migration.
"""

from django.utils.translation import gettext_lazy as _

CLOSED = "BA001"
SENTENCE = _("This cohort is closed. It can be read, and nothing in it can be changed any more.")

# Where the cohort of a changed row is found.
WAYS = {
    "cohort": "JOIN cohorts_cohort cohort ON cohort.id = changed.cohort_id",
    "place": """JOIN cohorts_place place ON place.id = changed.place_id
        JOIN cohorts_cohort cohort ON cohort.id = place.cohort_id""",
    "module": """JOIN learning_module module ON module.id = changed.module_id
        JOIN cohorts_cohort cohort ON cohort.id = module.cohort_id""",
    "challenge": """JOIN challenges_challenge challenge ON challenge.id = changed.challenge_id
        JOIN cohorts_place place ON place.id = challenge.place_id
        JOIN cohorts_cohort cohort ON cohort.id = place.cohort_id""",
}
# Where there are more steps: the column, the table it points to, and the way from there.
FURTHER = [
    ("run", "cohorts_importrun", "cohort"),
    ("pairing", "cohorts_pairing", "place"),
    ("taught_day", "learning_taughtday", "module"),
    ("result", "learning_result", "place"),
    ("attendance", "learning_attendance", "place"),
    ("entry", "challenges_logentry", "challenge"),
    ("milestone", "challenges_milestone", "challenge"),
    ("piece", "challenges_piece", "challenge"),
    ("piece_ptr", "challenges_piece", "challenge"),
    ("measure", "challenges_piece", "challenge"),
    ("diagram", "challenges_piece", "challenge"),
    ("stakeholder", "challenges_piece", "challenge"),
    ("comment", "mentoring_comment", "challenge"),
    ("handover", "mentoring_handover", "pairing"),
    ("session", "mentoring_session", "pairing"),
    ("notes", "mentoring_sessionnotes", "session"),
    ("learning_set", "mentoring_learningset", "cohort"),
    # Of the tables between many and many.
    ("announcement", "cohorts_announcement", "cohort"),
    ("logentry", "challenges_logentry", "challenge"),
    ("driver", "challenges_driver", "diagram"),
    ("challengesummary", "challenges_challengesummary", "challenge"),
]
for _name, _table, _way in FURTHER:
    WAYS[_name] = f"JOIN {_table} {_name} ON {_name}.id = changed.{_name}_id " + WAYS[_way].replace(
        "changed.", f"{_name}."
    )
# Files that only a draft has are the fellow's own affair.
WAYS["shared file"] = WAYS["challenge"] + " AND num_nonnulls(changed.log_entry_id, changed.milestone_id) > 0"
# Of a session, or of a meeting of a set.
WAYS["action"] = """LEFT JOIN mentoring_session session ON session.id = changed.session_id
        LEFT JOIN cohorts_pairing pairing ON pairing.id = session.pairing_id
        LEFT JOIN cohorts_place place ON place.id = pairing.place_id
        LEFT JOIN mentoring_setmeeting meeting ON meeting.id = changed.meeting_id
        LEFT JOIN mentoring_learningset learning_set ON learning_set.id = meeting.learning_set_id
        JOIN cohorts_cohort cohort ON cohort.id IN (place.cohort_id, learning_set.cohort_id)"""
# Looks once a statement at all rows it changed. The question is planned anew each time (EXECUTE): a plan
# kept from when the tables were small would make a large import take hours.
FUNCTION = f"""
CREATE FUNCTION refuse_in_closed_cohort() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_closed boolean;
BEGIN
    IF EXISTS (SELECT FROM cohorts_cohort WHERE closed_at IS NOT NULL) THEN
        EXECUTE 'SELECT EXISTS (SELECT FROM changed ' || TG_ARGV[0] || ' WHERE cohort.closed_at IS NOT NULL)'
        INTO is_closed;
        IF is_closed THEN
            RAISE EXCEPTION 'This cohort is closed.' USING ERRCODE = '{CLOSED}';
        END IF;
    END IF;
    RETURN NULL;
END $$;
"""  # noqa: S608  # the part is a constant of this module
WITHOUT_FUNCTION = "DROP FUNCTION refuse_in_closed_cohort();"
# A trigger that sees the changed rows is for one kind of statement. Of an update, where the rows were.
EVENTS = {"INSERT": "NEW", "UPDATE": "OLD", "DELETE": "OLD"}


def triggers_for(tables: dict[str, str]) -> tuple[str, str]:
    """SQL that puts them on tables, and SQL that takes them off. `tables`: the way of each, of WAYS."""
    put = "".join(
        f"CREATE TRIGGER closed_cohort_{event.lower()} AFTER {event} ON {table} "
        f"REFERENCING {rows} TABLE AS changed FOR EACH STATEMENT "
        f"EXECUTE FUNCTION refuse_in_closed_cohort('{WAYS[way]}');\n"
        for table, way in tables.items()
        for event, rows in EVENTS.items()
    )
    take_off = "".join(
        f"DROP TRIGGER closed_cohort_{event.lower()} ON {table};\n" for table in tables for event in EVENTS
    )
    return put, take_off
