"""Signs that an entry offers a post: for those whose own page nobody has read."""

from __future__ import annotations

import re

#: Signs of a vacancy; one alone may stand in any news.
_SIGNS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\brecruiting\b|\b(?:seeks?|seeking|needs?|wants?|(?:is|are) looking for|to hire)\s(?:an?|our|your)?\b",
        r"\bsalary\b|\bpro rata\b|\bper annum\b|£[\d,.]+(?:k|\.\d\d)?\s(?:an hour|a year|per hour|to £|plus)",
        r"\b\d[\d.]*\s?(?:hours|hrs)\b",
        r"\bclosing (?:date|on)\b|\bclos(?:es|ing) (?:at |on )?\w*\s?\d|\b(?:apply by|to apply)\b"
        r"|\binterviews?\b[^.]{0,30}\d",
        r"\bref(?:erence|\.)?:?\s[A-Z]*/?[A-Z]*\d",
        r"\b(?:full|part)[- ]time\b|\bmaternity cover\b|\bfixed[- ]term\b|\bpermanent\b|\bzero hours\b|\bsessional\b",
        r"\b(?:band|grade|scale)\s\w\b|\bmain scale\b",
        r"\bjoin (?:our|the|a|its)\b[^.]{0,40}\bteam\b|\byou will\b|\bexperience (?:needed|required)\b"
        r"|\b(?:job|vacancy)\b",
    )
]
#: What a post is called; in a title it counts for two signs.
_ROLE = re.compile(
    r"\b(?:officer|manager|worker|nurse|teacher|administrator|assistant|driver|supervisor|trustee|warden|co-?ordinator"
    r"|practitioner|adviser|advisor|chef|paralegal|planner|engineer|developer|therapist|cook|cleaner|receptionist|tutor"
    r"|lecturer|analyst|accountant|apprentice|technician|caretaker|head of \w+|director of \w+)s?\b",
    re.IGNORECASE,
)
_ENOUGH_SIGNS = 3


def looks_like_vacancy(title: str, text: str) -> bool:
    """Whether an entry offers a post, where nobody has looked at its page."""
    both = f"{title}\n{text}"
    signs = sum(sign.search(both) is not None for sign in _SIGNS)
    return signs > 0 and signs + 2 * (_ROLE.search(title) is not None) >= _ENOUGH_SIGNS
