"""The invented people whom anyone may become in the demonstration, by role.

`load_demonstration` makes them; the sign-in page offers them when settings.DEMONSTRATION is on.
"""

DEMONSTRATION_PEOPLE = {
    "administrator": "morgan.reid@example.org",
    "fellow": "amina.yusuf@example.org",
    "fellow-in-welsh": "bethan.lloyd@example.org",
    "mentor": "helen.ashford@example.org",
    "tutor": "tom.ellery@example.org",
}
