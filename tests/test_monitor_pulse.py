"""The memory of one article."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.pulse import Pulse
from storage.errors import InputError

SEEN = datetime(2026, 3, 2, 9, tzinfo=UTC)
stamps = st.integers(0, 253402300799)
pulses = st.builds(
    Pulse,
    live=st.integers(-1, 1000),
    born=stamps,
    tried=stamps,
    checked=stamps,
    changed=stamps,
    changes=st.integers(0, 10**6),
    hinted=stamps,
    failures=st.integers(0, 10**6),
    doubts=st.integers(0, 10**6),
    steady=st.integers(-1, 10**6),
)


@given(pulses)
def test_a_pulse_takes_fewer_than_200_bytes_and_survives_as_text(pulse):
    text = pulse.dumps()

    assert len(text.encode()) < 200
    assert Pulse.loads(text) == pulse


def test_a_pulse_of_the_format_before_this_one_is_read():
    pulse = Pulse.loads("1 -1 1 2 3 4 5 6 7 8")

    assert pulse == Pulse(-1, 1, 2, 3, 4, 5, 6, 7, 8, steady=-1)
    assert pulse.dumps() == "2 -1 1 2 3 4 5 6 7 8 -1"


@given(st.text(max_size=80))
def test_any_other_text_is_refused(text):
    with pytest.raises(InputError):
        Pulse.loads(text)


@pytest.mark.parametrize(
    "text",
    [
        "2 0 1 2 3 4 5 6 7 8",
        "3 0 1 2 3 4 5 6 7 8 9",
        "2 0 1 2 3 4 5 6 7 8 -2",
        "2 0 1 2 3 4 5 6 7 8 1000001",
        "1 1001 1 2 3 4 5 6 7 8",
        "1 0 1 2 3 4 5 6 7",
        "1 -2 1 2 3 4 5 6 7 8",
        "1 x 1 2 3 4 5 6 7 8",
        "1 0 -1 2 3 4 5 6 7 8",
        "1 0 1 2 3 4 5 6 7 ٣",
        "1 0 1 2 3 4 5 6 7 9999999999999999999",
    ],
)
def test_a_text_nearly_like_a_pulse_is_refused(text):
    with pytest.raises(InputError, match="no pulse"):
        Pulse.loads(text)


def test_a_publication_after_the_discovery_is_not_believed():
    believed = Pulse.first(seen=SEEN, published=SEEN - timedelta(hours=3))
    unknown = Pulse.first(seen=SEEN)
    future = Pulse.first(seen=SEEN, published=SEEN + timedelta(days=900))

    assert unknown.born - believed.born == 3 * 3600
    assert future == unknown
    assert Pulse.first(seen=SEEN, published=datetime(1901, 1, 1, tzinfo=UTC)).born == 1


def test_a_pulse_says_what_the_article_probably_is():
    pulses = [Pulse(live=live, born=1) for live in (-1, 0, 499, 501, 1000)]

    assert [pulse.kind for pulse in pulses] == ["article", "article", "article", "live", "live"]
    assert [pulse.told for pulse in pulses] == [False, True, False, False, True]
    assert [Pulse.first(seen=SEEN, kind=kind).live for kind in (None, "article", "live")] == [
        -1,
        0,
        1000,
    ]


def test_time_is_counted_from_the_last_change_and_before_one_from_publication():
    fresh = Pulse(live=-1, born=100)
    edited = Pulse(live=-1, born=100, changed=700, changes=1)

    assert (fresh.origin, edited.origin) == (100, 700)
