"""The one table of status colours: what a kind of state is called and how its tag looks.

Colour never carries the meaning alone: the words do. Apps pass the kind, and their own words
where those say more (`status_tag("overdue", "8 days overdue")`).
"""

from django.utils.translation import gettext_lazy as _

# kind: (words, colour of the NHS tag)
STATUS_TAGS = {
    # milestones
    "planned": (_("Planned"), "grey"),
    "in_progress": (_("In progress"), "blue"),
    "sent": (_("Sent for sign-off"), "purple"),
    "changes_asked": (_("Changes asked for"), "orange"),
    "signed_off": (_("Signed off"), "green"),
    "dropped": (_("Dropped"), "grey"),
    "removed": (_("Removed"), "grey"),
    # briefs
    "agreed": (_("Agreed"), "green"),
    "awaiting_agreement": (_("Waiting for agreement"), "purple"),
    "replaced": (_("Replaced"), "grey"),
    # stages of a PDSA cycle
    "stage_plan": (_("Plan"), "white"),
    "stage_do": (_("Do"), "blue"),
    "stage_study": (_("Study"), "purple"),
    "stage_decided": (_("Act"), "green"),
    # entries, comments
    "draft": (_("Draft"), "yellow"),
    "shared": (_("Shared"), "aqua-green"),
    "private": (_("Private"), "white"),
    "new": (_("New"), "blue"),
    "seen": (_("Seen"), "grey"),
    # sessions
    "session_proposed": (_("Times proposed"), "purple"),
    "session_agreed": (_("Agreed"), "green"),
    "session_moving": (_("New time proposed"), "purple"),
    "session_held": (_("Held"), "green"),
    "session_not_held": (_("Did not happen"), "grey"),
    "session_cancelled": (_("Cancelled"), "grey"),
    # dates
    "overdue": (_("Overdue"), "red"),
    "due_soon": (_("Due soon"), "yellow"),
    "due_today": (_("Due today"), "orange"),
    # a fellow at a glance
    "needs_call": (_("Needs a call"), "red"),
    "on_track": (_("On track"), "green"),
    "watch": (_("Keep an eye on"), "yellow"),
    "no_milestones": (_("No milestones yet"), "orange"),
    "active": (_("Active"), "green"),
    "paused": (_("Paused"), "grey"),
    "completed": (_("Completed"), "green"),
    "withdrawn": (_("Withdrawn"), "grey"),
    # set-up and invitations
    "to_do": (_("To do"), "blue"),
    "done": (_("Done"), "green"),
    "cannot_start": (_("Cannot start yet"), "grey"),
    "invited": (_("Invited"), "purple"),
    "accepted": (_("Accepted"), "green"),
    "expired": (_("Expired"), "orange"),
    "revoked": (_("Withdrawn"), "grey"),
    "not_invited": (_("Not invited"), "white"),
    # messages, background work
    "waiting": (_("Waiting"), "yellow"),
    "sent_message": (_("Sent"), "green"),
    "failed": (_("Failed"), "red"),
    "claimed": (_("Being prepared"), "blue"),
    "handing_over": (_("Being sent"), "blue"),
    "in_digest": (_("Sent in a daily summary"), "green"),
    "not_needed": (_("No longer needed"), "grey"),
    "switched_off": (_("Switched off by the person"), "grey"),
    "unsure": (_("May not have arrived"), "orange"),
    # imports
    "reading": (_("Being read"), "blue"),
    "ready": (_("Ready to check"), "purple"),
    "confirmed": (_("Added"), "green"),
    "changed": (_("Changed"), "purple"),
    "unchanged": (_("Unchanged"), "grey"),
    "problem": (_("Problem"), "red"),
    # results of assignments, attendance
    "pass": (_("Pass"), "green"),
    "refer": (_("Refer"), "orange"),
    "fail": (_("Fail"), "red"),
    "deferred": (_("Deferred"), "grey"),
    "open": (_("Not handed in"), "white"),
    "submitted": (_("Handed in"), "blue"),
    "present": (_("Present"), "green"),
    "online": (_("Online"), "aqua-green"),
    "absent": (_("Absent"), "red"),
    "excused": (_("Excused"), "grey"),
}
