"""Who may do what, as data (DOMAIN.md, "Who may see what"). Rows are reached through `visible_to`;
this table says what a role may do with a row it sees. A role that is not in it may do nothing."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    FELLOW = "fellow", _("Fellow")
    MENTOR = "mentor", _("Mentor")
    ADMINISTRATOR = "administrator", _("Programme administrator")
    TUTOR = "tutor", _("Tutor")
    EVALUATOR = "evaluator", _("Evaluator")
    ALUMNUS = "alumnus", _("Alumnus")


class Permission(TextChoices):
    RUN_COHORTS = "run_cohorts", _("set up and watch cohorts")
    INVITE = "invite", _("invite people and pair them")
    SEE_MESSAGES = "see_messages", _("see what the system sent")
    WRITE_CHALLENGE = "write_challenge", _("write the brief, milestones and log")
    SEE_CHALLENGE = "see_challenge", _("read the brief, milestones and log")
    REVIEW_CHALLENGE = "review_challenge", _("comment, agree, ask for changes and sign off")
    SEE_OWN_MARKS = "see_own_marks", _("see one's own marks")
    SEE_MARKS = "see_marks", _("see marks")
    RECORD_RESULTS = "record_results", _("take attendance, decide extensions and record results")
    SEE_MODULES = "see_modules", _("see modules, taught days and assignments")
    SEE_FIGURES = "see_figures", _("see aggregated figures")


P = Permission
ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.FELLOW: frozenset({P.WRITE_CHALLENGE, P.SEE_CHALLENGE, P.SEE_OWN_MARKS, P.SEE_MODULES}),
    Role.MENTOR: frozenset({P.SEE_CHALLENGE, P.REVIEW_CHALLENGE}),
    Role.ADMINISTRATOR: frozenset(
        {
            P.RUN_COHORTS,
            P.INVITE,
            P.SEE_MESSAGES,
            P.SEE_CHALLENGE,
            P.SEE_MARKS,
            P.RECORD_RESULTS,
            P.SEE_MODULES,
            P.SEE_FIGURES,
        }
    ),
    Role.TUTOR: frozenset({P.SEE_MODULES, P.SEE_MARKS, P.RECORD_RESULTS}),
    Role.EVALUATOR: frozenset({P.SEE_FIGURES}),
    Role.ALUMNUS: frozenset({P.SEE_CHALLENGE, P.SEE_OWN_MARKS}),
}


def roles_with(permission: Permission) -> frozenset[str]:
    return frozenset(role for role, granted in ROLE_PERMISSIONS.items() if permission in granted)
