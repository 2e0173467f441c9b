from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.dates import MAX_LENGTH, parse_date

TEN = datetime(2025, 3, 14, 10, tzinfo=UTC)
MIDNIGHT = datetime(2025, 3, 14, tzinfo=UTC)
BOUNDS = (datetime(1970, 1, 2), datetime(2100, 12, 30))  # noqa: DTZ001  # hypothesis adds the zones
HALF_PAST_TWO = datetime(2025, 3, 14, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        # RFC 822 and its habits
        ("Fri, 14 Mar 2025 10:00:00 GMT", TEN),
        ("  Fri, 14 Mar 2025 10:00:00 GMT\n", TEN),
        ("Fri,14 Mar 2025 10:00:00 GMT", TEN),
        ("14 Mar 2025 10:00:00 +0000", TEN),
        ("14 Mar 2025 10:00 Z", TEN),
        ("Mon, 14 Mar 2025 10:00:00 UT", TEN),  # it was a Friday
        ("Friday, 14 March 2025 10:00:00 UTC", TEN),
        ("Friday, 14-Mar-25 10:00:00 GMT", TEN),
        ("Fri, 14 Mar 25 10:00:00 GMT", TEN),
        ("Fri, 14 Mar 125 10:00:00 GMT", TEN),  # RFC 5322 §4.3
        ("Fri, 14 Mar 2025 05:00:00 EST", TEN),
        ("Fri, 14 Mar 2025 06:00:00 EDT", TEN),
        ("Fri, 14 Mar 2025 02:00:00 PST", TEN),
        ("Fri, 14 Mar 2025 11:00:00 BST", TEN),
        ("Fri, 14 Mar 2025 11:00:00 CET", TEN),
        ("Fri, 14 Mar 2025 12:00:00 CEST", TEN),
        ("Fri, 14 Mar 2025 15:30:00 IST", TEN),
        ("Fri, 14 Mar 2025 11:00:00 +0100", TEN),
        ("Fri, 14 Mar 2025 11:00:00 +01:00", TEN),
        ("Fri, 14 Mar 2025 11:00:00 GMT+1", TEN),
        ("Fri, 14 Mar 2025 11:00:00 GMT+0100", TEN),
        ("Fri, 14 Mar 2025 11:00:00 +0100 (CET)", TEN),
        ("Fri, 14 Mar 2025 10:00:00 A", TEN),  # military letters were defined the wrong way round
        ("Fri, 14 Mar 2025 10:00:00 XYZ", TEN),
        ("Fri, 14 Mar 2025 10:00:00.123 GMT", TEN),
        ("Fri, 14 Mar 2025", MIDNIGHT),
        ("Fri, 14 Mar 2025 09:59:60 GMT", TEN),
        ("Thu, 13 Mar 2025 24:00:00 GMT", MIDNIGHT),
        # ISO 8601
        ("2025-03-14T10:00:00Z", TEN),
        ("2025-03-14t10:00:00z", TEN),
        ("2025-03-14T10:00:00+00:00", TEN),
        ("2025-03-14T11:00:00+01:00", TEN),
        ("2025-03-14T11:00:00+0100", TEN),
        ("2025-03-14T11:00+01", TEN),
        ("2025-03-14T05:00:00-05:00", TEN),
        ("2025-03-14T10:00:00.123456789Z", TEN),
        ("2025-03-14T10:00:00,5Z", TEN),
        ("2025-03-14T10:00Z", TEN),
        ("2025-03-14T10Z", TEN),
        ("2025-03-14 10:00:00", TEN),
        ("2025-03-14 10:00:00 UTC", TEN),
        ("2025-03-14 05:00:00 EST", TEN),
        ("2025-03-14 11:00:00 +0100", TEN),
        ("20250314T100000Z", TEN),
        ("20250314", MIDNIGHT),
        ("2025-03-14", MIDNIGHT),
        ("2025-W11-5", MIDNIGHT),
        ("2025-073", MIDNIGHT),
        ("2025-03", datetime(2025, 3, 1, tzinfo=UTC)),
        ("2025-03-13T24:00:00Z", MIDNIGHT),
        # digits
        ("20250314100000", TEN),
        ("1741946400", TEN),
        ("1741946400000", TEN),
        ("1741946400.75", TEN),
        # words in English
        ("14th March 2025", MIDNIGHT),
        ("March 14, 2025", MIDNIGHT),
        ("March 14th, 2025 2:30 pm", HALF_PAST_TWO),
        ("Mar 14 2025 02:30PM", HALF_PAST_TWO),
        ("2:30 p.m. on Friday, 14 March 2025", HALF_PAST_TWO),
        ("Friday 14 March 2025 at 10am", TEN),
        ("Friday the 14th of March 2025, 10.00am", TEN),
        ("Friday 14 March 2025 11am BST", TEN),
        ("Fri Mar 14 10:00:00 2025", TEN),
        ("Fri Mar 14 10:00:00 GMT 2025", TEN),
        ("Sept. 3, 2025", datetime(2025, 9, 3, tzinfo=UTC)),
        ("2025 March 14", MIDNIGHT),
        ("14-March-2025", MIDNIGHT),
        ("12 noon on Friday 14 March 2025", datetime(2025, 3, 14, 12, tzinfo=UTC)),
        ("Posted on 14 March 2025", MIDNIGHT),
        ("3/14/2025 10:00:00 AM", TEN),
        ("14 Mar 2025 12:00 am", MIDNIGHT),
        ("2025-03-14 2:30 PM", HALF_PAST_TWO),
        ("2025-03-14 02:30 PM", HALF_PAST_TWO),
        ("Published: 14 March 2025", MIDNIGHT),
        # words of others
        ("Freitag, 14. März 2025, 14.30 Uhr", HALF_PAST_TWO),
        ("Fr, 14 Mrz 2025 10:00:00 +0000", TEN),
        ("vendredi 14 mars 2025 à 14h30", HALF_PAST_TWO),
        ("mar. 1er avril 2025", datetime(2025, 4, 1, tzinfo=UTC)),
        ("14 de marzo de 2025", MIDNIGHT),
        ("venerdì 14 marzo 2025 ore 14:30", HALF_PAST_TWO),
        ("Sexta-feira, 14 de março de 2025", MIDNIGHT),
        ("vrijdag 14 maart 2025", MIDNIGHT),
        ("fredag den 14 mars 2025 kl. 14:30", HALF_PAST_TWO),
        ("lørdag 15. mars 2025", datetime(2025, 3, 15, tzinfo=UTC)),
        ("14. maaliskuuta 2025 klo 14:30", HALF_PAST_TWO),
        ("piątek, 14 marca 2025", MIDNIGHT),
        ("14 października 2025", datetime(2025, 10, 14, tzinfo=UTC)),
        ("14. března 2025", MIDNIGHT),
        ("2025. március 14.", MIDNIGHT),
        ("пятница, 14 марта 2025 г., 14:30", HALF_PAST_TWO),
        ("Παρ, 14 Μαρ 2025 10:00:00 +0000", TEN),
        ("14 Ιανουάριος 2025", datetime(2025, 1, 14, tzinfo=UTC)),
        ("14 Kasım 2025", datetime(2025, 11, 14, tzinfo=UTC)),
        ("dydd Gwener, 14 Mawrth 2025", MIDNIGHT),
        ("dydd Mawrth 11 Mawrth 2025", datetime(2025, 3, 11, tzinfo=UTC)),
        ("2025年3月14日 14:30", HALF_PAST_TWO),
        # numbers
        ("14/03/2025", MIDNIGHT),
        ("14.03.2025 14:30", HALF_PAST_TWO),
        ("14-03-2025", MIDNIGHT),
        ("14/03/25", MIDNIGHT),
        ("03/14/2025", MIDNIGHT),  # there is no 14th month
        ("2025/03/14 10:00", TEN),
        ("2025.03.14", MIDNIGHT),
    ],
)
def test_date_is_read_as_people_mean_it(text: str, moment: datetime) -> None:
    assert parse_date(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", None, "yesterday", "3 hours ago", "now", "14", "March 2025", "14 March", "2025", "10:00"),
        *("0001-01-01T00:00:00Z", "Mon, 01 Jan 0001 00:00:00 GMT", "1969-12-31T23:59:59Z", "2101-01-01", "0000-00-00"),
        *(
            "31 Feb 2025",
            "2025-13-01",
            "2025-02-30T10:00:00Z",
            "Fri, 14 Mar 2025 25:00:00 GMT",
            "2025-W60-1",
            "2025-999",
        ),
        *("Room 14, 3 Harbour Street, 2025", "14 March 2025 and 15 March 2025", "12345", "99/99/2025", "9" * 5000),
        *("14 Foo 2025", "14/03/2025/7", "2025-03-14T10:00:00+99:99", "1" + "0" * 20, "½/03/2025"),
    ],
)
def test_what_is_no_date_or_out_of_bounds_is_missing(text: str | None) -> None:
    assert parse_date(text) is None


def test_ambiguous_numbers_follow_the_custom_that_is_asked_for() -> None:
    assert parse_date("03/04/2025") == datetime(2025, 4, 3, tzinfo=UTC)
    assert parse_date("03/04/2025", day_first=False) == datetime(2025, 3, 4, tzinfo=UTC)


def test_given_zone_holds_only_where_the_text_names_none() -> None:
    hour_ahead = timezone(timedelta(hours=1))
    assert parse_date("14 March 2025, 11:00", zone=hour_ahead) == TEN
    assert parse_date("2025-03-14 11:00", zone=hour_ahead) == TEN
    assert parse_date("14 March 2025, 10:00 GMT", zone=hour_ahead) == TEN


@settings(deadline=None)
@given(st.text(max_size=MAX_LENGTH + 10) | st.text("0123456789:-/. TZMarJun,+", max_size=40))
def test_any_text_gives_a_moment_within_bounds_or_none(text: str) -> None:
    moment = parse_date(text)
    assert moment is None or (moment.tzinfo is UTC and 1970 <= moment.year <= 2100)


@settings(deadline=None)
@given(st.datetimes(*BOUNDS), st.integers(-14, 14))
def test_iso_and_rfc_822_come_back_as_they_went(moment: datetime, hours: int) -> None:
    local = moment.replace(microsecond=0, tzinfo=timezone(timedelta(hours=hours)))
    assert parse_date(local.isoformat()) == local
    assert parse_date(local.strftime("%a, %d %b %Y %H:%M:%S %z")) == local
