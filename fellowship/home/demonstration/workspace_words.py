"""The invented improvement work of one fellow: measures, cycles, drivers, people, questions.

Every number is made up. `days ago` counts back from the day the demonstration is loaded.
"""

from typing import Any

from challenges.models.cycle import Decision
from challenges.models.judgement import Track, Verdict
from challenges.models.measure import ChartKind, Direction, Frequency, MadeOf, MeasureType
from challenges.models.question import Construction
from challenges.models.sighting import Occasion
from challenges.models.stakeholder import Category, Support, Tie

MADE_UP = "Made-up numbers, for the demonstration."
WORKSTREAMS = ["A rota people choose", "A named colleague from day one", "The way up"]

# Rota requests granted: (so many, out of so many) a week, the newest last.
REQUESTS = [
    (31, 58), (29, 55), (33, 57), (30, 60), (28, 56), (32, 59), (31, 54), (29, 58), (34, 60), (30, 57),
    (31, 55), (28, 56), (33, 59), (32, 58), (30, 54), (43, 57), (44, 59), (42, 55), (46, 58), (45, 57),
    (43, 56), (47, 59), (46, 56), (48, 60),
]  # fmt: skip
# Leavers a month among 42 doctors; pulse out of 10; hours that consultants covered: three years and less.
LEAVERS = [
    1, 0, 2, 1, 1, 0, 1, 2, 1, 1, 0, 1, 1, 2, 1, 0, 1, 1, 2, 1, 1, 0, 1, 1, 2, 1, 0, 1, 1, 1, 0, 1, 0, 0, 1, 0,
]  # fmt: skip
PULSE = [5.4, 5.1, 5.6, 5.3, 5.2, 5.5, 5.0, 5.4, 5.3, 5.6, 5.2, 5.4, 5.3, 5.5, 6.2, 6.4, 6.7]
HOURS = [212, 198, 224, 205, 190, 231, 208, 199, 215, 222, 196, 207, 218, 203, 211, 194, 206]
VACANCIES = [84, 79, 88, 81, 77, 86, 83, 80, 85, 78, 82, 87, 80, 76, 71, 69, 64]

MEASURES: dict[str, dict[str, Any]] = {
    "leavers": {
        "name": "Specialty doctors who leave",
        "definition": "Specialty doctors whose last working day fell in the month, for whatever reason, counted "
        "from the leavers’ list of the workforce team on the fifth working day after. Fixed-term posts that "
        "ended as planned are not counted.",
        "type": MeasureType.OUTCOME,
        "unit": "doctors a month",
        "direction": Direction.DECREASE,
        "frequency": Frequency.MONTHLY,
        "source": "Workforce team, leavers’ list. " + MADE_UP,
        "baseline": "25 in 100 within two years of joining.",
        "chart": ChartKind.RUN,
    },
    "pulse": {
        "name": "Would recommend a post here",
        "definition": "Mean answer, from 0 to 10, to “Would you recommend a post here to a friend?”, asked of all "
        "42 specialty doctors in the first week of the month. At least 20 answers, otherwise no reading.",
        "type": MeasureType.OUTCOME,
        "unit": "out of 10",
        "decimals": 1,
        "direction": Direction.INCREASE,
        "target": 8,
        "frequency": Frequency.MONTHLY,
        "source": "Three-question pulse. " + MADE_UP,
    },
    "requests": {
        "name": "Rota requests granted",
        "definition": "Requests for a day or shift made by specialty doctors before the rota closed that stood in "
        "the published rota, of all such requests. Swaps after publication do not count.",
        "type": MeasureType.PROCESS,
        "made_of": MadeOf.PERCENTAGE,
        "unit": "%",
        "direction": Direction.INCREASE,
        "target": 75,
        "frequency": Frequency.WEEKLY,
        "source": "Rota coordinator’s sheet. " + MADE_UP,
    },
    "hours": {
        "name": "Hours that consultants cover",
        "definition": "Hours in the month in which a consultant worked in place of a specialty doctor, planned or "
        "not, from the cover log of both wards.",
        "type": MeasureType.BALANCING,
        "unit": "hours",
        "direction": Direction.DECREASE,
        "frequency": Frequency.MONTHLY,
        "source": "Cover log. " + MADE_UP,
    },
    "vacancies": {
        "name": "Agency shifts",
        "definition": "Shifts of specialty doctors filled by an agency in the month, both wards and the community "
        "teams.",
        "type": MeasureType.PROCESS,
        "unit": "shifts",
        "direction": Direction.DECREASE,
        "frequency": Frequency.MONTHLY,
        "source": "Temporary staffing. " + MADE_UP,
    },
}
SELF_ROSTERING = "The Eastgate team began to write its own rota: other rules, so another process."

# (driver, secondary drivers with their ideas)
AIM = (
    "By 31 August, doctors leaving within two years of joining fall from 25 in 100 to 15 in 100, and 8 of 10 "
    "specialty doctors say they would recommend a post here."
)
DRIVERS = [
    (
        "A say in when I work",
        [
            ("Requests are heard before the rota closes", ["Self-rostering, one team at a time", "One page of rules, written by the doctors"]),
            ("Swaps are easy and fair", ["A swap board everybody sees"]),
        ],
    ),
    (
        "Somebody to ask",
        [
            ("A person from the first day", ["A named colleague for the first ten weeks"]),
            ("Time to ask", ["Half an hour a fortnight, in the job plan"]),
        ],
    ),
    (
        "A way up",
        [
            ("People know what the next step is", ["The way to consultant on one page"]),
            ("Somebody backs them", ["A consultant sponsor for each portfolio"]),
        ],
    ),
]  # fmt: skip

# ramp: (name, idea, measure, cycles); cycle: (objective, prediction, who, when, where, began days ago or
# None, happened, problems, learnt, decision, next)
RAMPS: list[tuple[str, str, str, list[tuple[Any, ...]]]] = [
    (
        "Self-rostering",
        "Self-rostering, one team at a time",
        "requests",
        [
            (
                "Can two doctors write their own two weeks?",
                "Both will finish in under an hour, and the coordinator will change at most three shifts.",
                "Two volunteers from Eastgate, with the rota coordinator", "The two weeks from Monday", "Eastgate team room",
                62, "Both finished, in 40 and 75 minutes. Five shifts were changed, four of them nights.",
                "Nobody had said that nights are settled first.",
                "The time was as predicted, the changes were not: nights need a rule before people choose.",
                Decision.ADAPT, "Settle the nights first, then let six doctors choose.",
            ),
            (
                "Does it work for six when nights are settled first?",
                "At most four changed shifts for all six; at least 70 % of requests granted.",
                "The six doctors of Eastgate", "Four weeks", "Eastgate",
                48, "Three changed shifts. 41 of 57 requests granted in the first week.",
                "One doctor was on leave when choices were made, and got what was left.",
                "Better than predicted on changes, as predicted on requests. Who chooses last needs a turn.",
                Decision.ADAPT, "Take turns in choosing first; try it for a whole rota.",
            ),
            (
                "Does taking turns keep it fair over a whole rota?",
                "75 % of requests granted, and nobody below 60 %.",
                "Eastgate, all six", "Eight weeks", "Eastgate",
                27, "79 % granted over five weeks; the lowest was 64 %.", "",
                "As predicted, a little better. The coordinator spends two hours a week less.",
                Decision.ADOPT, "Eastgate keeps it. Ask Northmoor’s four doctors whether they want to try.",
            ),
            (
                "Will a team that did not ask for it want it?",
                "Three of four will agree to try it for four weeks, if somebody from Eastgate tells them.",
                "Northmoor’s four, with Dr P. from Eastgate", "Next team meeting", "Northmoor",
                None, "", "", "", "", "",
            ),
        ],
    ),
    (
        "A named colleague",
        "A named colleague for the first ten weeks",
        "pulse",
        [
            (
                "Do new doctors use a named colleague?",
                "Two of three will meet theirs at least twice in three weeks.",
                "Three doctors who started this autumn", "Three weeks", "Both wards",
                40, "One met theirs four times, two not at all: they worked on different days.",
                "Pairs were made by speciality, not by rota.",
                "Not as predicted. Working the same days matters more than the same speciality.",
                Decision.ADAPT, "Pair by rota.",
            ),
            (
                "Do pairs by rota meet?",
                "All three will meet at least twice in three weeks.",
                "The same three doctors", "Three weeks", "Both wards",
                12, "", "", "", "", "",
            ),
        ],
    ),
    (
        "The swap board",
        "A swap board everybody sees",
        "hours",
        [
            (
                "Will people use a board on the wall?",
                "At least six swaps in two weeks without the coordinator.",
                "Ward 3", "Two weeks", "Doctors’ office",
                33, "One swap. People still texted the coordinator.", "The board is not where people decide.",
                "Far below the prediction: people swap where they already talk.",
                Decision.ABANDON, "Leave the board. Ask where swaps are talked about now.",
            ),
        ],
    ),
]  # fmt: skip

S = Support
# (who, category, tie, introduced by, what matters to them, positions: (days ago, power, interest, now, needed))
STAKEHOLDERS = [
    ("Medical director", Category.COMMISSIONERS, Tie.VERTICAL, None, "Safe cover, and no surprises for the board.",
     [(74, 5, 2, S.NEUTRAL, S.HELPFUL), (20, 5, 4, S.HELPFUL, S.HELPFUL)]),
    ("Rota coordinator", Category.COLLABORATORS, Tie.HORIZONTAL, None, "A rota that holds, and not to be blamed for it.",
     [(68, 3, 4, S.DOUBTFUL, S.LEADS), (30, 4, 5, S.LEADS, S.LEADS)]),
    ("Specialty doctors of Eastgate", Category.CUSTOMERS, Tie.HORIZONTAL, "Rota coordinator", "Tuesdays.",
     [(63, 2, 5, S.HELPFUL, S.LEADS), (25, 3, 5, S.LEADS, S.LEADS)]),
    ("Specialty doctors’ committee", Category.CHAMPIONS, Tie.HORIZONTAL, "Specialty doctors of Eastgate", "To be asked first.",
     [(55, 3, 5, S.HELPFUL, S.HELPFUL)]),
    ("Consultants of the two wards", Category.CONTRIBUTORS, Tie.VERTICAL, "Medical director", "Not to cover for more empty shifts.",
     [(50, 4, 3, S.DOUBTFUL, S.HELPFUL), (10, 4, 4, S.NEUTRAL, S.HELPFUL)]),
    ("Workforce team", Category.CHANNELS, Tie.HORIZONTAL, "Rota coordinator", "Clean data.",
     [(47, 2, 3, S.HELPFUL, S.HELPFUL)]),
    ("Finance lead", Category.COMPETITORS, Tie.HORIZONTAL, "Medical director", "Agency spending down this year, not next.",
     [(40, 4, 2, S.DOUBTFUL, S.NEUTRAL)]),
    ("Local negotiating committee", Category.COMMENTATORS, Tie.ACROSS, "Specialty doctors’ committee", "The contract, and that nobody is pressed.",
     [(36, 4, 3, S.NEUTRAL, S.HELPFUL)]),
    ("Specialty doctors of Northmoor", Category.CUSTOMERS, Tie.ACROSS, "Specialty doctors of Eastgate", "To be left in peace until it works elsewhere.",
     [(18, 2, 3, S.NEUTRAL, S.HELPFUL)]),
    ("Regional retention programme", Category.COMMISSIONERS, Tie.ACROSS, "Medical director", "Something other trusts can use.",
     [(12, 3, 4, S.HELPFUL, S.HELPFUL)]),
    ("People’s council", Category.CONSUMERS, Tie.ACROSS, None, "To see the same face twice.",
     [(8, 2, 4, S.HELPFUL, S.LEADS)]),
]  # fmt: skip

# (days ago, of whom, construction, as asked, scope, assumptions, reframed, opened up)
QUESTIONS = [
    (66, "Rota coordinator", Construction.WHY, "Why is the rota always late?", "One person’s desk.",
     "That it is her doing.", "What has to be known before you can begin, and who knows it?",
     "She showed me the eleven e-mails she waits for every month."),
    (58, "Six specialty doctors", Construction.WHAT, "What would make you stay two more years?", "A whole working life.",
     "That they are leaving.", "", "Nobody said money. Five said “a Tuesday I can count on”."),
    (37, "Consultants of Ward 3", Construction.YES_NO, "Would you support self-rostering?", "The whole ward.",
     "That they know what it is.", "What would you need to see in four weeks to say that it is safe?",
     "The first answer was no. The second question gave me two measures."),
    (15, "Executive team", Construction.HOW, "How would we notice that a good doctor is about to leave?", "The whole organisation.",
     "That it can be noticed.", "", "A silence, and then the first conversation about it in that room."),
]  # fmt: skip

# (days ago, what, occasion, days, balcony?, what was seen)
SIGHTINGS = [
    (73, "Executive meeting", Occasion.MEETING, "0.5", True, "Three hours, four specialties named, ours not once."),
    (70, "Ward 3, clinic and round", Occasion.CLINICAL, "1.5", False, ""),
    (63, "Community clinic", Occasion.CLINICAL, "1.5", False, "The stories are told at the coffee machine, not in the meeting."),
    (56, "Workforce committee", Occasion.MEETING, "0.5", True, "Numbers without names, and nobody asks what became of them."),
    (49, "Ward 3, on call", Occasion.CLINICAL, "1", False, "At night the rota is whoever answers the phone."),
    (45, "Ward 2, clinics", Occasion.CLINICAL, "1.5", False, ""),
    (42, "Board in public", Occasion.MEETING, "0.5", True, "A director asked who speaks for doctors between trainee and consultant."),
    (35, "Ward 2, round", Occasion.CLINICAL, "1.5", False, ""),
    (30, "Ward 3, round and clinic", Occasion.CLINICAL, "1.5", False, ""),
    (28, "Regional retention meeting", Occasion.MEETING, "1", True, "Every trust thinks that its doctors leave for another reason."),
    (23, "Community clinic", Occasion.CLINICAL, "1.5", False, "The swap board hangs where nobody passes."),
    (20, "Ward 3, on call", Occasion.CLINICAL, "1", False, ""),
    (14, "Community clinic", Occasion.CLINICAL, "1.5", False, "Two doctors planned their leave together, laughing."),
    (10, "Ward 2, round", Occasion.CLINICAL, "1.5", False, "A colleague I had never met knew about Eastgate."),
    (6, "Executive meeting", Occasion.MEETING, "0.5", True, "Specialty doctors were item four. I did not put them there."),
]  # fmt: skip

# (days ago, track, verdict, reason)
JUDGEMENTS = [
    (70, Track.PROBLEM, Verdict.TAME, "A better rota would do it, I thought: known how, needs managing."),
    (52, Track.PROBLEM, Verdict.WICKED, "Five people, five reasons to leave, and each solution makes another worse."),
    (45, Track.DELIVERY, Verdict.AT_RISK, "Second cycle only, and the winter rota closes in three weeks."),
    (38, Track.LEARNING, Verdict.PRODUCTIVELY_STUCK, "The consultants said no. I do not know what they are afraid of, "
     "and finding out is the work now."),
    (9, Track.DELIVERY, Verdict.ON_TRACK, "Eastgate runs by itself; Northmoor is asking."),
    (9, Track.LEARNING, Verdict.MOVING, "I ask before I propose, and people tell me things."),
]  # fmt: skip

# Which workstream the measures and ramps above belong to, by its place in WORKSTREAMS.
STREAM_OF = {
    "requests": 0, "hours": 0, "vacancies": 0, "pulse": 1, "Self-rostering": 0, "The swap board": 0, "A named colleague": 1,
}  # fmt: skip

LEARNT = (
    "Doctors stay where they have a say in when they work. Two of our three good ideas needed a rule we did not "
    "know about, and the people who build the rota knew it all along. A named colleague helps only those who work "
    "on the same days."
)
NEXT = "Northmoor’s four doctors decide in December whether they try self-rostering. The way up gets its first page."

# (thing, other thing, why); a measure or ramp by its name above, an entry by its place in the story
LINKS = [
    ("requests", ("Self-rostering", 3), "What the third cycle was judged by."),
    ("pulse", ("A named colleague", 1), "Asked in the same week."),
]
