"""Pay as a number, where a page's wording allows one."""

from __future__ import annotations

import pytest

from aggregator.render.vacancies import yearly_salary


@pytest.mark.parametrize(
    ("wording", "amount", "currency"),
    [
        ("£28,000 to £31,000 a year", "28000", "GBP"),
        ("£28000 per annum, pro rata", "28000", "GBP"),
        ("from £ 28,000.00", "28000", "GBP"),
        ("€41,500", "41500", "EUR"),
        ("GBP 1,028,000", "1028000", "GBP"),
    ],
)
def test_the_first_amount_of_a_year_s_pay_is_taken(wording: str, amount: str, currency: str) -> None:
    found = yearly_salary(wording)
    assert found is not None
    assert (found.amount, found.currency) == (amount, currency)


@pytest.mark.parametrize(
    "wording",
    [None, "", "competitive", "£12.60", "£1,500 per month", "£2000 monthly", "£28k", "$40,000", "£28,00", "NJC 19–23"],
)
def test_what_may_be_no_year_s_pay_is_no_number(wording: str | None) -> None:
    assert yearly_salary(wording) is None
