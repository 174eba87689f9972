"""Words that occur nowhere else, put into each kind of content, and who may meet them (DOMAIN.md,
“Who may see what”)."""

FELLOW, MENTOR, TEAM, TUTOR = {"fellow"}, {"mentor", "grace"}, {"team"}, {"tutor"}
EVERYBODY_ON_IT = FELLOW | MENTOR | TEAM

MAY_MEET: dict[str, set[str]] = {
    "fellow’s note": FELLOW,
    "log draft": FELLOW,
    "brief draft": FELLOW,
    "file of a draft": FELLOW,
    "words in the file of a draft": FELLOW,
    "mentor’s note": {"mentor"},
    "unsent reply": {"mentor"},
    "reason not sent": FELLOW,
    "agreed brief": EVERYBODY_ON_IT,
    "sent brief": EVERYBODY_ON_IT,
    "log entry": EVERYBODY_ON_IT,
    "later entry": EVERYBODY_ON_IT - {"grace"},
    "evidence": EVERYBODY_ON_IT,
    "file": EVERYBODY_ON_IT,
    "question": EVERYBODY_ON_IT,
    "later question": EVERYBODY_ON_IT - {"grace"},
    "question draft": FELLOW,
    "measure": EVERYBODY_ON_IT,
    "reading": EVERYBODY_ON_IT,
    "comment": EVERYBODY_ON_IT,
    "earlier comment": {"mentor"} | TEAM,
    "reason for an extension": FELLOW | TEAM | TUTOR,
    "work handed in": FELLOW | TEAM | TUTOR,
    "mark": FELLOW | TEAM | TUTOR,
    "cycle": EVERYBODY_ON_IT,
    "later cycle": EVERYBODY_ON_IT - {"grace"},
    "driver": EVERYBODY_ON_IT,
    "stakeholder": EVERYBODY_ON_IT,
    "later stakeholder": EVERYBODY_ON_IT - {"grace"},
    "position": EVERYBODY_ON_IT,
    "sighting": EVERYBODY_ON_IT,
    "judgement": EVERYBODY_ON_IT,
    "draft of Do": FELLOW,
    "conflict of a mentor": {"mentor"} | TEAM,
    "pair all the same": TEAM,
    "notes of a session": FELLOW | {"mentor"},
    "agenda": FELLOW | {"mentor"},
    "place of a session": FELLOW | {"mentor"},
    "action": FELLOW | {"mentor"},
    "mentor’s note on a session": {"mentor"},
    "draft of notes": FELLOW,
    "notes that stay closed": FELLOW | {"grace"},
    "opened notes": FELLOW | MENTOR,
    "parting word": FELLOW | {"grace"},
    "own action": FELLOW,
    "own action for the mentor": FELLOW | {"mentor"},
    "reason of a change": TEAM,
    "handover owner": {"fellow", "mentor"} | TEAM,
    "alumni address": {"alumnus"} | TEAM,
    "announcement": FELLOW | TEAM,
    "planned announcement": TEAM,
    "note on a call": TEAM,
}
# What a peer meets besides, once the fellow has opened the challenge to the cohort.
OPENED = {
    "agreed brief",
    "log entry",
    "later entry",
    "evidence",
    "file",
    "question",
    "later question",
    "measure",
    "reading",
    "cycle",
    "later cycle",
    "driver",
    "stakeholder",
    "later stakeholder",
    "position",
    "sighting",
    "judgement",
}


def marker(content: str) -> str:
    """The word for one kind of content; for the mark a number that nothing else on a page shows."""
    if content == "mark":
        return "61.7"
    return f"zq{list(MAY_MEET).index(content):02}qz"
