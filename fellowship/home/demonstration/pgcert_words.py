"""What is written about the PgCert of the demonstration. Invented, like everybody in it."""

BRIEFS = [
    "Describe the system your challenge sits in: who decides, who is affected, and what holds the problem "
    "in place.\n\nUp to 3,000 words. Use at least one model from the workshops, and say where it does not fit.",
    "Report on one idea you tried: what you predicted, what happened, and what you did next.\n\n"
    "Up to 3,000 words, with one chart.",
    "A portfolio of your practice as a leader: four pieces of evidence, each with a page of reflection.",
]
PLAN = "What you will write about, which models you will use, and what you still have to find out."
VENUES = ["Keel House, room 2.14 (invented)", "The Old Customs Hall (invented)"]
LINK = "https://meet.example.org/harbour-pgcert"
MATERIALS = [
    ("Reading list", "https://library.example.org/leading-change/reading-list"),
    ("Stakeholder map, empty", "https://library.example.org/leading-change/stakeholder-map"),
]
ASKED = (
    "Two of our rota are off sick and I have been asked to cover nights until the end of the month. "
    "I have read everything and have about half a draft."
)
GRANTED = (
    "My mother was taken to hospital in the week before the plan was due. She is home now.",
    "Of course. I am sorry to hear it, and look forward to reading the essay.",
)
REFUSED = (
    "I would like to wait for the second set of figures, which come in four weeks.",
    "The essay is about the context and needs no figures. Write it with what you know now; "
    "the figures belong in the second assignment.",
)
MITIGATING = (
    "Our child is due in the week of the plan, and I shall be on leave.",
    "Congratulations to the three of you. The plan is deferred: nothing of it counts as late.",
)
ELSEWHERE = "Quality improvement in practice"
ELSEWHERE_BRIEF = "A report on one change you led, with the measures you used. 3,000 words."
CARRIED_OVER = "Certificate begun last year, transferred"
# The marks of the plan as they came; its last line is about somebody nobody knows.
SHEET_NAME = "plans-marked.csv"
SHEET_TITLES = "Email,Result,Mark"
STRANGER = "j.unknown@example.org,Pass,61"
