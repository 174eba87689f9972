import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# Both ends of a link are of the link's own challenge.
SAME_CHALLENGE = """
ALTER TABLE mentoring_link
    ADD CONSTRAINT link_one_of_challenge FOREIGN KEY (challenge_id, one_id)
        REFERENCES mentoring_linkend (challenge_id, id),
    ADD CONSTRAINT link_other_of_challenge FOREIGN KEY (challenge_id, other_id)
        REFERENCES mentoring_linkend (challenge_id, id);
"""
# And what an end stands for is of the challenge the end says; a module, of the cohort of its fellow.
OF_ITS_CHALLENGE = """
CREATE FUNCTION link_end_is_of_its_challenge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM challenges_logentry WHERE id = NEW.log_entry_id AND challenge_id = NEW.challenge_id
        UNION ALL
        SELECT 1 FROM challenges_milestone WHERE id = NEW.milestone_id AND challenge_id = NEW.challenge_id
        UNION ALL
        SELECT 1 FROM challenges_piece WHERE id = NEW.piece_id AND challenge_id = NEW.challenge_id
        UNION ALL
        SELECT 1 FROM learning_module module
        JOIN cohorts_place place ON place.cohort_id = module.cohort_id
        JOIN challenges_challenge challenge ON challenge.place_id = place.id
        WHERE module.id = NEW.module_id AND challenge.id = NEW.challenge_id
    ) THEN
        RAISE EXCEPTION 'what is linked is not of challenge %', NEW.challenge_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER link_end_is_of_its_challenge BEFORE INSERT OR UPDATE ON mentoring_linkend
    FOR EACH ROW EXECUTE FUNCTION link_end_is_of_its_challenge();
"""
UNDONE = """
DROP TRIGGER link_end_is_of_its_challenge ON mentoring_linkend;
DROP FUNCTION link_end_is_of_its_challenge();
ALTER TABLE mentoring_link DROP CONSTRAINT link_one_of_challenge, DROP CONSTRAINT link_other_of_challenge;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("challenges", "0004_workspace"),
        ("learning", "0001_initial"),
        ("mentoring", "0002_comments_on_pieces"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LinkEnd",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "challenge",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="challenges.challenge",
                    ),
                ),
                (
                    "log_entry",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="challenges.logentry",
                    ),
                ),
                (
                    "milestone",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="challenges.milestone",
                    ),
                ),
                (
                    "module",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="learning.module",
                    ),
                ),
                (
                    "piece",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="challenges.piece",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=300, verbose_name="why")),
                (
                    "made_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="linked"
                    ),
                ),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="removed")),
                (
                    "challenge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="challenges.challenge",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "one",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="mentoring.linkend"
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="mentoring.linkend"
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="linkend",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("log_entry__isnull", False), ("milestone", None), ("module", None), ("piece", None)
                    ),
                    models.Q(
                        ("log_entry", None), ("milestone__isnull", False), ("module", None), ("piece", None)
                    ),
                    models.Q(
                        ("log_entry", None), ("milestone", None), ("module", None), ("piece__isnull", False)
                    ),
                    models.Q(
                        ("log_entry", None), ("milestone", None), ("module__isnull", False), ("piece", None)
                    ),
                    _connector="OR",
                ),
                name="link_end_is_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="linkend",
            constraint=models.UniqueConstraint(
                fields=("challenge", "module"), name="module_once_in_a_challenge"
            ),
        ),
        migrations.AddConstraint(
            model_name="linkend",
            constraint=models.UniqueConstraint(fields=("challenge", "id"), name="link_end_of_challenge"),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.CheckConstraint(
                condition=models.Q(("one__lt", models.F("other"))), name="link_ends_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)), fields=("one", "other"), name="linked_once"
            ),
        ),
        migrations.RunSQL(SAME_CHALLENGE + OF_ITS_CHALLENGE, UNDONE),
    ]
