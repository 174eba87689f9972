"""What is written about the sessions of the demonstration. Invented, like everybody in it."""

LINK = "https://meet.example.org/ashford-yusuf"

# Days ago, notes, agenda, actions: (owner, words, due in days, done).
HELD: list[tuple[int, str, list[str], list[tuple[str, str, int, bool]]]] = [
    (
        63,
        "We agreed how we work: every two to three weeks, Amina sets the agenda, and hard news comes by voice, "
        "not by comment.\n\nThe brief is still three projects in one. Which one would be missed?",
        ["What do you hope for from these sessions, and what from me?", "How often do we meet?"],
        [("fellow", "Cut the brief to one aim and say what is left out", -56, True)],
    ),
    (
        42,
        "The exit interviews say “rota”, the doctors say “nobody asks us”. Both can be true.\n\n"
        "Talked about who would have to say yes to self-rostering, and who could quietly say no.",
        ["What is the question behind the problem?", "Who would see it differently?"],
        [
            ("fellow", "Ask three doctors who stayed what kept them", -30, True),
            ("mentor", "Introduce Amina to the director of workforce", -28, True),
        ],
    ),
    (
        21,
        "The Eastgate team wants to begin before the rules are finished. Amina would rather wait; we looked at "
        "what would be lost either way.\n\nDecision: begin with four weeks and a date to stop.",
        ["Goal: begin or wait?", "Reality: who has said what?", "Options", "Will: by when?"],
        [
            ("fellow", "Write the one page of rules with the team, not for it", -6, True),
            ("mentor", "Read the workforce figures before the next session", 4, False),
        ],
    ),
    (
        8,
        "First week of the trial behind us. Two swaps went wrong, and the team mended the rule themselves: that "
        "is the story for the board, more than the figures.",
        ["What has changed since we last met, and what has not?", "What will you stop doing?"],
        [
            ("fellow", "Tell the board’s people committee the story of the two swaps", 9, False),
            ("fellow", "Ask the night team why nobody of theirs signed up", -1, False),
            ("mentor", "Find out what other trusts pay for the rota software", 13, False),
        ],
    ),
]
COMING = [
    "The people committee: what will they ask?",
    "Who would see it differently, and what would they say?",
    "The essay and the trial fall into the same week",
]
EARLIER = [
    (70, "Kofi’s view from outside psychiatry: what would make a doctor choose this place, not only stay?"),
    (48, "How Kofi’s service measured belonging with one question a month. Worth borrowing, with thanks."),
]
EARLIER_ACTION = "Try the one question a month with one team"
SECOND_LEAVES = "Took up a post abroad."
PARTING = (
    "You ask before you answer. Most people in your position stop doing that within a year; please do not.\n\n"
    "And go and see the night shift."
)
PRIVATE = "I talk too much in these sessions. Next time: the first ten minutes are hers."
SHORT = [
    "Looked at the milestone that slips: it waits for somebody else’s decision. Who can make it smaller?",
    "Spoke about saying no to the fourth small project.",
    "Went through the stakeholders; two were missing from the list.",
]
OWN_ACTION = "Ask the set’s question of my own team: what are we pretending not to know?"
CALLED_OFF = "The winter room is short of two nurses that day, and I am one of those who can."
MENTOR_LEAVES = "Away from the programme until spring."
LAST_WORD = "You were never late for a session and never finished one early. Keep both."
OPEN_ACTIONS = [
    "Take the wound chart to the night nurses",
    "Ask the practice managers for one number, not ten",
]
