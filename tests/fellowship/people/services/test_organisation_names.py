import pytest

from fellowship.people.services.organisation_names import name_key, readable_name


@pytest.mark.parametrize(
    ("published", "readable"),
    [
        (
            "EPSOM AND ST HELIER UNIVERSITY HOSPITALS NHS TRUST",
            "Epsom and St Helier University Hospitals NHS Trust",
        ),
        ("GUY'S AND ST THOMAS' NHS FOUNDATION TRUST", "Guy's and St Thomas' NHS Foundation Trust"),
        ("THE ROYAL MARSDEN NHS FOUNDATION TRUST", "The Royal Marsden NHS Foundation Trust"),
        ("UNIVERSITY HOSPITALS OF MORECAMBE BAY", "University Hospitals of Morecambe Bay"),
        ("ROYAL BROMPTON & HAREFIELD NHS TRUST", "Royal Brompton & Harefield NHS Trust"),
        ("STOKE-ON-TRENT CARE TRUST", "Stoke-on-Trent Care Trust"),
        ("THE MCDONALD CLINIC", "The McDonald Clinic"),
        ("O’CONNOR HOUSE", "O’Connor House"),
        ("BARKING, HAVERING  AND REDBRIDGE", "Barking, Havering and Redbridge"),
        ("Oxleas NHS Foundation Trust", "Oxleas NHS Foundation Trust"),
        ("HÔPITAL DE L'ÎLE", "Hôpital De L'Île"),
        ("", ""),
    ],
)
def test_readable_name(published, readable):
    assert readable_name(published) == readable


@pytest.mark.parametrize(
    "spelling",
    [
        "ROYAL MARSDEN NHS FOUNDATION TRUST",
        "the royal marsden, NHS (Foundation) Trust",
        "  The  Royal-Marsden NHS Foundation Trust. ",
        "Thé Royal Mársden NHS Foundation Trust",
    ],
)
def test_name_key_of_other_spellings_is_the_same(spelling):
    assert name_key(spelling) == name_key("The Royal Marsden NHS Foundation Trust")


def test_name_key_reads_ampersand_as_and_and_drops_apostrophes():
    assert name_key("Guy’s & St Thomas'") == name_key("GUYS AND ST THOMAS")


def test_name_key_keeps_different_names_apart():
    assert name_key("North Theale Trust") == "north theale trust"
