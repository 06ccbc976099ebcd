"""The story: what is built, and what each role does, in the order in which it happens."""

from collections.abc import Mapping

from tests.demo.steps import Step, fail, finish, note, retry

BUILD: Mapping[str, object] = {
    "gates": ["HANDOFF_TO_RELEASER"],
    "projectId": "bakery-holm",
    "buildId": "crumb-1",
    "title": "Crumb",
    "requirements": (
        "Short links for a bakery: the QR codes on our paper bags lead to the offer of the week. "
        "Count how often each is opened, but keep nothing about who opened it. Links expire with their offer."
    ),
}

STORY = (
    finish(
        "DISCOVERY",
        0.6,
        {
            "summary": "3 shops, 2,000 paper bags a day; a link must live for 90 days.",
            "users": ["customers who scan a bag", "two people in the office who make the links"],
            "questions": [{"asked": "What does an expired link show?", "answer": "The offer of this week."}],
            "outOfScope": ["accounts", "statistics per person"],
        },
    ),
    finish(
        "PLANNING",
        0.8,
        {
            "summary": "4 steps; the risky one: two people make links at the same time.",
            "steps": [
                {"id": 1, "what": "table `links`: code, target, expires_at", "risk": "low"},
                {"id": 2, "what": "POST /links makes a code of 5 characters", "risk": "high"},
                {"id": 3, "what": "GET /{code} redirects, or shows this week's offer", "risk": "low"},
                {"id": 4, "what": "count per link and day, without addresses", "risk": "medium"},
            ],
        },
        "Start with step 2, and leave out letters that look alike on paper: l, I, O.",
    ),
    finish(
        "IMPLEMENTATION",
        0.8,
        {
            "summary": "Links, redirects and counters work. 4 files, +212 -0.",
            "files": [
                {"path": "crumb/links.py", "added": 74, "removed": 0},
                {"path": "crumb/redirect.py", "added": 41, "removed": 0},
                {"path": "crumb/counter.py", "added": 38, "removed": 0},
                {"path": "tests/test_links.py", "added": 59, "removed": 0},
            ],
        },
    ),
    fail(
        "TESTING",
        0.8,
        "Two links made in the same moment got the same code, and one bag now leads to the other's offer.",
        {
            "summary": "23 of 24 passed. Failed: test_two_links_at_once (both are 'bun7k').",
            "passed": 23,
            "failed": 1,
        },
        [
            {
                "id": "F1",
                "severity": "BLOCKING",
                "title": "Two links at once get the same code",
                "detail": "Expected two different codes, received 'bun7k' twice, with the seed 4107.",
                "location": "tests/test_links.py::test_two_links_at_once",
            },
            {"id": "F2", "severity": "MINOR", "title": "No index on expires_at", "location": "crumb/links.py"},
        ],
    ),
    finish(
        "IMPLEMENTATION",
        0.7,
        {
            "summary": "The table itself keeps codes unique. 2 files, +19 -6.",
            "files": [
                {"path": "crumb/links.py", "added": 11, "removed": 6},
                {"path": "crumb/schema.sql", "added": 8, "removed": 0},
            ],
        },
        answers=[
            {"id": "F1", "status": "RESOLVED", "comment": "A unique constraint, and another draw when it hits."},
            {"id": "F2", "status": "DISPUTED", "comment": "A few hundred links: reading them all takes 1 ms."},
        ],
    ),
    finish(
        "TESTING",
        0.7,
        {"summary": "25 of 25 passed; 8 writers made 10,000 links, no clash.", "passed": 25, "failed": 0},
        answers=[{"id": "F2", "status": "WITHDRAWN", "comment": "True, measured with 1,000 links."}],
    ),
    retry(
        "VERIFICATION",
        0.8,
        "IMPLEMENTATION",
        "Requirement 'nothing about who opened it': the access log still holds full IP addresses.",
        [{"id": "F3", "severity": "BLOCKING", "title": "Addresses in the log", "location": "crumb/logging.py"}],
    ),
    finish(
        "IMPLEMENTATION",
        0.6,
        {
            "summary": "The log has the code and the hour only. 1 file, +3 -9.",
            "files": [{"path": "crumb/logging.py", "added": 3, "removed": 9}],
        },
        answers=[{"id": "F3", "status": "RESOLVED", "comment": "The address is dropped before it is written."}],
    ),
    finish(
        "TESTING",
        0.5,
        {"summary": "26 of 26 passed, one of them reads the log for addresses.", "passed": 26, "failed": 0},
    ),
    finish(
        "VERIFICATION",
        0.6,
        {
            "summary": "All 5 requirements are met by code, and each has a test.",
            "requirements": [{"id": number, "met": True} for number in range(1, 6)],
        },
        "Show it to the bakery before 2,000 bags are printed.",
    ),
    note("DEPLOYMENT", 0.7, "It runs on staging, and the bakery tries it with a test print. Shall it go live?"),
    finish(
        "PLANNING",
        0.7,
        {
            "summary": "2 new steps: words as codes, and words that are taken.",
            "steps": [
                {"id": 5, "what": "POST /links takes a word instead of drawing a code", "risk": "medium"},
                {"id": 6, "what": "refuse words that are taken, and suggest the next one", "risk": "low"},
            ],
        },
        "Steps 1 to 4 stand. A word is typed by hand: upper and lower case must mean the same.",
    ),
    finish(
        "IMPLEMENTATION",
        0.8,
        {
            "summary": "/cinnamon works, and so does /Cinnamon. 3 files, +67 -12.",
            "files": [
                {"path": "crumb/links.py", "added": 31, "removed": 9},
                {"path": "crumb/words.py", "added": 22, "removed": 0},
                {"path": "tests/test_words.py", "added": 14, "removed": 3},
            ],
        },
    ),
    finish(
        "TESTING",
        0.6,
        {"summary": "34 of 34 passed; cinnamon and CINNAMON are one.", "passed": 34, "failed": 0},
    ),
    finish(
        "VERIFICATION",
        0.5,
        {
            "summary": "All 6 requirements are met, the new one too.",
            "requirements": [{"id": number, "met": True} for number in range(1, 7)],
        },
    ),
    finish(
        "DEPLOYMENT",
        0.8,
        {
            "summary": "Version 1.0.0 is up; the first bag was scanned in 38 ms.",
            "version": "1.0.0",
            "url": "https://crumb.example",
            "checks": {"health": "ok", "rollbackTried": True},
        },
    ),
)

APPROVAL = "What was verified is what the bakery asked for."

ROLLBACK = {
    "phase": "PLANNING",
    "reason": "The customer tried it and wants words on the bags, crumb.example/cinnamon instead of /bun7k.",
}


def step_of(phase: str, attempt: int) -> Step:
    """What is done when `phase` is worked on for the n-th time."""
    return [step for step in STORY if step.phase == phase][attempt - 1]
