"""What holds for each page that anybody gets, error pages included."""

import re

import pytest

from tests.access.visits import Visit

DATA = 'type="application/json"'
INLINE = re.compile(r"<[a-z][^>]*\s(style|on[a-z]+)\s*=", re.IGNORECASE)
SCRIPT = re.compile(r"<script\b([^>]*)>", re.IGNORECASE)


@pytest.fixture(scope="module")
def pages(visits) -> list[Visit]:
    return [visit for visit in visits if visit.is_page]


def offenders(pages: list[Visit], is_wrong) -> list[str]:
    return [str(page) for page in pages if is_wrong(page)]


def test_nothing_breaks(visits):
    assert not [str(visit) for visit in visits if visit.response.status_code >= 500]


def test_every_link_leads_to_something_the_person_may_open(visits):
    wrong = [visit for visit in visits if visit.found_on and visit.response.status_code >= 400]
    assert not [f"{visit}: {visit.response.status_code}" for visit in wrong]


def test_each_page_has_one_main_heading_a_title_and_a_language(pages):
    assert not offenders(pages, lambda page: len(re.findall(r"<h1\b", page.text)) != 1)
    assert not offenders(pages, lambda page: not re.search(r"<title>\s*\S[^<]*</title>", page.text))
    assert not offenders(pages, lambda page: not re.search(r'<html[^>]*\slang="en-GB"', page.text))


def test_each_answer_carries_the_content_policy_and_no_page_goes_round_it(visits, pages):
    without = [str(visit) for visit in visits if "Content-Security-Policy" not in visit.response.headers]
    policies = {visit.response.headers["Content-Security-Policy"] for visit in pages}
    assert not without
    assert not [policy for policy in policies if "unsafe-" in policy]
    assert not offenders(pages, lambda page: INLINE.search(page.body.decode()))
    assert not offenders(pages, lambda page: "<style" in page.body.decode())


def test_scripts_are_files_of_ours_or_carry_the_nonce(pages):
    def is_wrong(page: Visit) -> bool:
        scripts = SCRIPT.findall(page.body.decode())
        allowed = ('src="/static/', "nonce=", DATA)
        return not all(any(mark in script for mark in allowed) for script in scripts)

    assert not offenders(pages, is_wrong)


def test_pages_of_signed_in_people_are_kept_by_no_cache(pages):
    def is_wrong(page: Visit) -> bool:
        return "public" in page.response.headers.get("Cache-Control", "")

    assert not offenders(pages, is_wrong)


def test_each_page_to_write_on_says_who_will_see_it(pages):
    def is_wrong(page: Visit) -> bool:
        says = re.search(r"will see|can see|Only you|only you|will read|the programme team", page.text)
        return "<textarea" in page.text and not says

    assert not offenders(pages, is_wrong)
