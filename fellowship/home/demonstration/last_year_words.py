"""Last year's fellows, their challenges and marks. Invented, like everybody in the demonstration."""

from dataclasses import dataclass

from fellowship.home.demonstration.coursework import Marks
from fellowship.home.demonstration.people import Fellow, P


@dataclass(frozen=True)
class Former:
    """`marks`: of each module's assignment; `again`: a module's number, and the marks of the second attempt."""

    fellow: Fellow
    aim: str
    learnt: str
    sessions: list[str]
    marks: list[Marks]
    owner: tuple[str, str]
    stays_in_touch: bool
    again: tuple[int, Marks] | None = None


FORMER = [
    Former(
        Fellow("Sinead", "Quarrie", P.NURSE, "Band 8a, community", 0, 3, "",
               "Fewer cancelled clinics in the community"),
        "By July, cancelled clinics in the four neighbourhoods fall from 14 to 7 in 100.",
        "Half of the clinics were cancelled for rooms, not for people. Nobody had ever asked the caretakers.",
        ["The figures accuse; what do they invite? Sinead will take them to the caretakers first.",
         "Two neighbourhoods ahead, two behind. Talked about letting the slow ones be slow until spring.",
         "What will the teams say of this year in two years? She wrote it down before we spoke on."],
        [(66, 70, 68), (72, 70, 71), (63, 66, 64)],
        ("Petra Lund", "Head of community nursing"),
        True,
    ),
    Former(
        Fellow("Tomasz", "Wieland", P.PHARMACIST, "Band 8a", 1, 4, "",
               "Medicines ready on the day of discharge"),
        "By June, 8 of 10 people leave with their medicines and a list they can read.",
        "The pharmacy was never the slow part. The ward round was, and it moved by an hour once we asked.",
        ["He has a solution and looks for the problem. We left with three questions instead.",
         "The second assignment came back. What did the markers see that he did not want to see?",
         "The consultant who said no in autumn now presents the chart. Who else can be let in?"],
        [(57, 60, 58), (43, 46, 44), (60, 64, 62)],
        ("Ade Bankole", "Chief pharmacist"),
        True,
        (1, (54, 57, 55)),
    ),
    Former(
        Fellow("Grace", "Imrie", P.MIDWIFE, "Band 7", 2, 3, "",
               "A first appointment for every new parent"),
        "By May, every new parent has met their health visitor within fourteen days.",
        "Those who did not come had been written to. Those who were rung came.",
        ["Who decides, who is affected, who is never in the room? Parents are in none of the three lists yet.",
         "A hard month at home. We spoke about what may wait, and almost everything may.",
         "Handing over is the work now: she has stopped going to the Monday meeting."],
        [(61, 58, 60), (65, 69, 67), (59, 61, 60)],
        ("Lena Falk", "Matron for maternity"),
        False,
    ),
    Former(
        Fellow("Wilf", "Adebayo", P.PARAMEDIC, "Band 7", 3, 4, "",
               "Calling back before sending out"),
        "By August, one in five low-priority calls ends with advice instead of an ambulance.",
        "Crews will trust a call-back they have listened to once. Listening in did more than any training.",
        ["Nights and studies: what gives way, and who decides that?",
         "He listened in for a whole shift and came back with a better question than his first.",
         "The last module did not go well. He wants to finish the work rather than the certificate, for now."],
        [(52, 54, 53), (55, 58, 56), (40, 44, 42)],
        ("Rosa Keane", "Clinical lead of the control room"),
        False,
        (2, (44, 46, 45)),
    ),
]  # fmt: skip
PROVIDERS = ["Harbour Business School (invented)", "Northshore University (invented)"]
BRIEFS = [
    "Describe the system your challenge sits in. Up to 3,000 words, with at least one model from the workshops.",
    "Report on one idea you tried: what you predicted, what happened, what you did next. Up to 3,000 words.",
    "Four pieces of evidence of your practice as a leader, each with a page of reflection.",
]
PROBLEM = "Everybody knows of it, several have tried to mend it, and nobody is asked about it twice."
KNOWN_BY = "One chart a week on the wall of those who can change it, and a balancing measure beside it."
ACTIONS = [
    "Show the first chart to those who made the numbers",
    "Ask two people who said no what would have to be different",
    "Write one page for whoever carries it on",
]
ENTRIES = [
    ("The first chart is on the wall. People corrected two of its numbers with a pencil, and I left the pencil there.",
     "They own what they may correct."),
    ("We looked back on the year with everybody who had a part in it.",
     "What stayed was what the teams had made their own."),
]  # fmt: skip
EXTENSION = (
    "My daughter was in hospital for a week. I have the tables and half of the text.",
    "Of course. Take the two weeks, and ring me if it needs to be more.",
)
SET_ACTION = "Ask the set’s question at home: what would I do if nobody were watching?"
EVIDENCE = "Talked through together; the page is with the host."
COMPLETED = "The year was completed as planned."
TAUGHT = "The cohort is closed."
