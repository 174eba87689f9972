"""A closed cohort is an archive, and the database holds it to that.

Migrations of each room put `triggers_for` on the tables of what belongs to a cohort. A change is refused
with the state `CLOSED`, which people meet as a page that says so (fellowship/home/middleware.py). Migrations
that have run stay as they are: a change of the rule is a new function in a new migration.
"""

CLOSED = "BA001"

# The argument says where a row's cohort is to be found.
FUNCTION = f"""
CREATE FUNCTION refuse_in_closed_cohort() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    row_now record;
    is_closed boolean;
BEGIN
    IF TG_OP = 'DELETE' THEN row_now := OLD; ELSE row_now := NEW; END IF;
    CASE TG_ARGV[0]
    WHEN 'cohort' THEN
        SELECT closed_at IS NOT NULL INTO is_closed FROM cohorts_cohort WHERE id = row_now.cohort_id;
    WHEN 'place' THEN
        SELECT closed_at IS NOT NULL INTO is_closed FROM cohorts_cohort cohort
        JOIN cohorts_place place ON place.cohort_id = cohort.id WHERE place.id = row_now.place_id;
    WHEN 'module' THEN
        SELECT closed_at IS NOT NULL INTO is_closed FROM cohorts_cohort cohort
        JOIN learning_module module ON module.cohort_id = cohort.id WHERE module.id = row_now.module_id;
    WHEN 'challenge' THEN
        SELECT closed_at IS NOT NULL INTO is_closed FROM cohorts_cohort cohort
        JOIN cohorts_place place ON place.cohort_id = cohort.id
        JOIN challenges_challenge challenge ON challenge.place_id = place.id
        WHERE challenge.id = row_now.challenge_id;
    END CASE;
    IF is_closed THEN
        RAISE EXCEPTION 'This cohort is closed.' USING ERRCODE = '{CLOSED}';
    END IF;
    RETURN row_now;
END $$;
"""  # noqa: S608  # the part is a constant of this module
WITHOUT_FUNCTION = "DROP FUNCTION refuse_in_closed_cohort();"


def triggers_for(tables: dict[str, str]) -> tuple[str, str]:
    """SQL that puts them on tables, and SQL that takes them off. `tables`: where each finds its cohort."""
    put = "".join(
        f"CREATE TRIGGER closed_cohort BEFORE INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION refuse_in_closed_cohort('{way}');\n"
        for table, way in tables.items()
    )
    return put, "".join(f"DROP TRIGGER closed_cohort ON {table};\n" for table in tables)
