"""What the invented fellows and mentors wrote."""

BRIEF = {
    "title": "Keeping the specialty doctors we have",
    "problem": (
        "One in four specialty doctors left St Brannoc in the last two years. Exit interviews say the same "
        "three things: no say in the rota, nobody to ask, and no way up. We fill the gaps with agency staff, "
        "who know neither the teams nor the people in our care."
    ),
    "who_is_affected": (
        "42 specialty doctors, the consultants who cover for empty posts, and the people who see a new "
        "face at every appointment."
    ),
    "aim": (
        "By 31 August, doctors leaving within two years of joining fall from 25 in 100 to 15 in 100, and 8 of 10 "
        "specialty doctors say they would recommend a post here."
    ),
    "in_scope": "Adult community teams and the two admission wards. Rota, induction, mentoring, and a way up.",
    "out_of_scope": "Pay. Trainees and locums. Older people's services, which have a programme of their own.",
    "how_we_will_know": (
        "Leavers each month. Rota requests granted. A three-question pulse every month. Balancing: hours that "
        "consultants cover."
    ),
    "doable_in_a_year": (
        "Two teams try self-rostering by month 6; the rest follow if the pulse holds. The way up to consultant "
        "is described and agreed, not yet walked."
    ),
    "workstreams": "1. A rota people choose\n2. A named colleague from day one\n3. The way up",
}
BRIEF_CHANGE = {
    "aim": (
        "By 31 August, doctors leaving within two years of joining fall from 25 in 100 to 18 in 100, and 8 of 10 "
        "specialty doctors say they would recommend a post here."
    ),
}

# (days ago, balcony?, what happened, so what, now what, the mentor's comment)
STORY = [
    (70, True, "First week. I shadowed the medical director and sat in on the executive meeting. Nobody mentioned "
     "specialty doctors once in three hours.", "We are invisible from up here, not disliked.",
     "Ask three executives what they believe the numbers are, before I show them.",
     "What did you notice about who spoke, and who was listened to?"),
    (63, False, "Clinic on Monday, then coffee with six specialty doctors from the community teams. They talked for "
     "two hours; the rota came up **eleven** times.", "I had planned to start with career paths. They did not ask "
     "for that. They asked for Tuesdays.", "- write down the three stories word for word\n- ask if I may use them",
     "You changed your mind within a week. What let you?"),
    (55, True, "Met the rota coordinator. She has built the rota alone, in a spreadsheet, for nine years.",
     "I came to fix her rota. She could be the person who leads this.", "Invite her to co-lead the first workstream.",
     ""),
    (47, False, "Exit interviews: read all 23 of the last two years. Three themes, and one I did not expect: nobody "
     "said goodbye to them.", "", "Bring the themes to the next consultants' meeting.", ""),
    (38, True, "Presented the themes to the consultants. Two were angry, one was in tears, and one asked what I "
     "wanted them to do.", "I answered the angry ones. I should have answered the one who asked.",
     "Go back to him with one clear request.", "That is a fine observation from the balcony. What is the request?"),
    (29, False, "Went back with the request: protect one hour a week for a named colleague. He said yes, and "
     "brought two others.", "One clear ask did more than forty slides.", "Write the ask down for the other teams.",
     ""),
    (20, True, "The first self-rostering trial is agreed for the Eastgate team from 1 December. The finance partner "
     "wants a number for agency cost before and after.", "We measure leavers yearly; finance thinks monthly.",
     "Agree three measures and who counts them.", "Who gains if this number moves? Who loses?"),
    (11, False, "Clinical days this week, so little project work. But a colleague from another trust rang: she had "
     "heard of the trial.", "Word travels between people, not through newsletters.", "", ""),
    (6, True, "Baseline pulse is in: 19 of 42 answered. 4 of 10 would recommend a post here.",
     "The ones who did not answer are the ones I most need to hear.", "Ring five who did not answer.", ""),
    (2, False, "Rang five who had not answered. Four picked up. None had opened the email; all four answered on the "
     "phone in three minutes.", "The channel was the problem, not the people.",
     "Do the second pulse by phone, in pairs.", ""),
]  # fmt: skip
PRIVATE_NOTES = [
    (36, "I was shaking before the consultants' meeting and I hid it well. I do not want to hide it so well that "
     "I stop noticing. Talk to someone outside about why their anger frightens me."),
    (9, "Am I doing this for them, or because I nearly left myself?"),
]  # fmt: skip
OWN_MILESTONES = [
    ("Self-rostering trial starts in the Eastgate team",
     "Six doctors, four weeks, one page of rules they wrote themselves."),
    ("First report to the people committee", "Two charts, and the story of the two swaps."),
]  # fmt: skip
# (on what, which of them, days ago, the mentor's question, the fellow's answer)
TALK = [
    ("ramp", 0, 13, "Four cycles with one team. What would have to be true before a second team may begin?",
     "That they ask for it. I would rather wait for a team that wants it than choose one."),
    ("workstream", 1, 18, "Who could lead this one, so that it does not need you in September?",
     "The rota coordinator has offered to. I said yes before I had thought about it, and I am glad."),
]  # fmt: skip
DRAFT = {
    "what_happened": [
        "Coffee with the rota coordinator. She has three ideas of her own, and one of them is better than mine"
    ]
}
ENTRIES = [
    "Walked the whole pathway with a member of the team, from the front door to the last letter. It took four hours "
    "and crossed six desks.",
    "Showed the first figures to the ward team. They knew where every number came from, and which one was wrong.",
    "Met the people who will have to live with the change. I mostly listened.",
    "Tried the new form with three colleagues. Two loved it; the third showed me why it would fail on a night shift.",
    "Presented to the steering group. They asked good questions about what happens after August.",
    "Spent the day on the ward. The idea looks different from here.",
]
SO_WHATS = [
    "The delay is between the desks, not at them.",
    "They trust figures they can check.",
    "",
    "Nights first, then days.",
    "I have no answer yet on who owns it afterwards.",
]
COMMENTS = [
    "What would the night team say about this?",
    "You have moved from telling to asking. Keep going.",
    "Who is not in the room yet?",
]
