"""Who is in the demonstration. All invented; addresses end in example.org."""

from dataclasses import dataclass

from fellowship.people.models.user import Profession

PROGRAMME = "Harbour Leadership Fellowship (demonstration)"
HOSTS = [
    "Harbour University Hospitals (invented)",
    "Northmoor Community Health (invented)",
    "St Brannoc Mental Health Partnership (invented)",
    "Eastgate Ambulance Service (invented)",
    "Larkfield Children's Hospital (invented)",
]


@dataclass(frozen=True)
class Staff:
    title: str
    given_name: str
    family_name: str

    @property
    def email(self) -> str:
        return f"{self.given_name}.{self.family_name}@example.org".lower()


ADMINISTRATOR = Staff("", "Morgan", "Reid")
TUTOR = Staff("Dr", "Tom", "Ellery")
SECOND_MARKER = Staff("Prof", "Alys", "Trevanion")
MENTORS = [
    Staff("Dr", "Helen", "Ashford"),
    Staff("Prof", "Kofi", "Mensah"),
    Staff("Ms", "Judith", "Callow"),
    Staff("Dr", "Sanjeev", "Deol"),
    Staff("Mr", "Owain", "Pritchard"),
]


@dataclass(frozen=True)
class Fellow:
    """`course` says how the first twelve weeks went (load.py, COURSES); no `language`: the browser's."""

    given_name: str
    family_name: str
    profession: str
    grade: str
    host: int
    mentor: int
    course: str
    challenge: str
    title: str = ""
    language: str = ""

    @property
    def email(self) -> str:
        return f"{self.given_name}.{self.family_name}@example.org".lower()


P = Profession
AMINA = Fellow(
    "Amina", "Yusuf", P.DOCTOR, "Specialty doctor, psychiatry", 2, 0, "lively",
    "Keeping the specialty doctors we have", "Dr",
)  # fmt: skip
BETHAN = Fellow(
    "Bethan", "Lloyd", P.NURSE, "Band 8a, emergency care", 0, 0, "waiting",
    "A calmer front door on winter evenings", language="cy",
)  # fmt: skip
FERN = Fellow(
    "Fern", "Atkinson", P.MIDWIFE, "Band 7", 0, 2, "quiet", "The same midwife from booking to birth",
)  # fmt: skip
KEZIAH = Fellow(
    "Keziah", "Grant", P.NURSE, "Band 7, community", 1, 1, "steady", "Wounds that heal at home",
)  # fmt: skip
GURPREET = Fellow(
    "Gurpreet", "Sandhu", P.PARAMEDIC, "Band 7", 3, 3, "lively", "A safer handover at the ambulance doors",
)  # fmt: skip
JO = Fellow("Jo", "Li", P.DENTIST, "ST4", 1, 4, "behind", "Dental checks for children in care")
FELLOWS = [
    AMINA,
    BETHAN,
    Fellow("Callum", "Okafor", P.PHARMACIST, "Band 8a", 0, 1, "steady",
           "Getting discharge medicines right the first time"),
    Fellow("Dilys", "Achterberg-Montgomery", P.ALLIED_HEALTH, "Band 7, physiotherapy", 1, 1, "behind",
           "Fewer falls in the week after people leave hospital, in three neighbourhood teams"),
    Fellow("Emeka", "Nwachukwu", P.DOCTOR, "ST6 paediatrics", 4, 2, "steady",
           "Asking children what a good clinic visit is", "Dr"),
    FERN,
    GURPREET,
    Fellow("Hana", "Kowalczyk", P.PSYCHOLOGIST, "Band 8a", 2, 3, "waiting",
           "Shorter waits for a first conversation"),
    Fellow("Idris", "Bowen", P.SCIENTIST, "Band 8a", 0, 4, "steady",
           "Genetic results that families can read"),
    JO,
    KEZIAH,
    Fellow("Luis", "Ferreira", P.MANAGER, "Band 8b", 4, 2, "lively",
           "One list for planned operations"),
]  # fmt: skip
# Their year is over: one has left, one had most of it behind her when it began.
LEFT = Fellow(
    "Oisin", "Brady", P.DOCTOR, "ST5, anaesthetics", 4, 4, "left", "Fewer theatre sessions cancelled on the day", "Dr",
)  # fmt: skip
FINISHED = Fellow(
    "Priya", "Raman", P.ALLIED_HEALTH, "Band 7, occupational therapy", 2, 3, "finished",
    "Home visits that happen before the discharge",
)  # fmt: skip
ENDED = [LEFT, FINISHED]
INVITED = [
    Fellow("Mina", "Rahimi", P.DOCTOR, "Newly qualified GP", 1, 3, "new", "Group consultations for diabetes", "Dr"),
    Fellow("Noor", "Haddad", P.NURSE, "Band 7", 3, 4, "new", "Return to work after long illness"),
]  # fmt: skip
