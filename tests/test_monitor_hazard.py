"""The learned hazard of the next revision, and what a look is worth."""

from itertools import pairwise
from math import exp, inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.hazard import (
    BINS,
    EDGES,
    HORIZON,
    PRIORS,
    STEADY,
    Hazard,
    prior_rates,
    row_of,
    slices,
    steady_rates,
)
from monitor.worth import Course, first_passage, polled, unheard, worth

times = st.floats(0.0, 5000.0)
rates = st.lists(st.floats(1e-7, 10.0), min_size=BINS, max_size=BINS)


@given(st.sampled_from(["article", "live"]), st.integers(0, 100), st.floats(0, 1e5))
def test_every_article_has_a_row_and_every_row_falling_positive_rates_of_the_prior(kind, n, age):
    row = row_of(kind, n, age)

    assert all(0.0 < later < sooner for sooner, later in pairwise(prior_rates(row)))


def test_kinds_changes_and_ages_have_rows_of_their_own():
    rows = {
        row_of(kind, changes, age)
        for kind in ("article", "live")
        for changes in (0, 1, 2, 3, 5, 8, 14)
        for age in (0.1, 1, 5, 10, 50, 100, 1000)
    }

    assert len(rows) == 2 * (1 + 6 * 7)


def test_the_prior_gives_back_the_published_figures():
    article, live = PRIORS["article"], PRIORS["live"]
    never = exp(-article.expected(0, 0, 24) / 1)
    grown = [1 - (1 + hours / article.scale) ** -article.power for hours in (24, 168)]

    assert never == pytest.approx(0.65, abs=0.01)
    assert article.mean * grown[0] == pytest.approx(0.68, abs=0.01)
    assert grown[0] / grown[1] == pytest.approx(0.81, abs=0.01)
    assert live.mean * (1 - 2**-live.power) == pytest.approx(30, abs=1)


def test_a_page_that_is_kept_up_has_a_rate_of_its_own_that_follows_what_was_seen():
    fresh, silent, busy = steady_rates(0, 0.0), steady_rates(1, 900.0), steady_rates(12, 900.0)

    assert fresh[0] == pytest.approx(STEADY[1], rel=0.01)
    assert silent[0] == pytest.approx(2 / 972, rel=0.01)
    assert busy[0] == pytest.approx(13 / 972, rel=0.01)
    assert all(0.0 < later < sooner for sooner, later in pairwise(busy))


@given(times, times)
def test_slices_share_out_a_time_exactly(one, other):
    start, end = sorted((one, other))

    parts = list(slices(start, end))

    assert sum(hours for _, hours in parts) == pytest.approx(end - start)
    assert [place for place, _ in parts] == sorted({place for place, _ in parts})
    assert all(hours <= (*EDGES, inf)[place + 1] - EDGES[place] for place, hours in parts)


def test_a_cell_moves_from_its_prior_to_what_is_seen():
    hazard = Hazard()
    prior = hazard.rates(0)[3]

    hazard.learn(0, 3, 0.0, 1000.0)
    quiet = hazard.rates(0)[3]
    hazard.learn(0, 3, 500.0, 0.0)
    busy = hazard.rates(0)[3]

    assert quiet < prior < busy
    assert busy == pytest.approx(0.5, rel=0.05)


def test_a_cell_forgets_so_that_it_can_follow():
    hazard = Hazard()

    for _ in range(100):
        hazard.learn(0, 3, 100.0, 1000.0)
    for _ in range(100):
        hazard.learn(0, 3, 100.0, 100.0)

    assert hazard.rates(0)[3] > 0.5


@given(
    rates,
    times,
    st.tuples(st.floats(0.1, 5), st.floats(0, 3)),
    st.floats(1e-4, 1),
    st.floats(1e-4, 0.99),
)
def test_a_look_is_worth_its_price_when_it_is_due(rates, start, influence, discount, price):
    factor, bump = influence

    wait = first_passage([Course(rates, factor, bump, 1.0)], start, discount, price)

    if wait < inf:
        expected = bump + factor * sum(
            rates[place] * hours for place, hours in slices(start, start + wait)
        )
        assert worth(expected, wait, discount, 1.0, inf) >= price * (1 - 1e-6)


@given(rates, times, st.floats(1e-4, 1), st.floats(1e-4, 1), st.floats(1e-4, 1))
def test_a_higher_price_never_makes_an_article_due_sooner(rates, start, discount, one, other):
    low, high = (
        first_passage([Course(rates, 1.0, 0.0, 1.0)], start, discount, price)
        for price in sorted((one, other))
    )

    assert 0.0 <= low <= high


@given(
    st.tuples(st.floats(0, 1e3), st.floats(0, 1e3)),
    st.floats(0, 1e5),
    st.floats(1e-5, 1),
    st.floats(0.5, 1e3),
    st.one_of(st.just(inf), st.floats(1e-3, 2e3)),
)
def test_a_value_lies_between_nothing_and_one_and_grows(expected, waited, discount, shape, ever):
    less, more = (worth(x, waited, discount, shape, ever) for x in sorted(expected))

    assert -1e-6 <= less <= more + 1e-6 <= 1.0 + 1e-5


def test_what_is_unsure_or_soon_over_is_worth_an_earlier_look():
    sure, unsure = (worth(0.2, 1.0, 0.0, shape, inf) for shape in (1e3, 0.5))
    ending, over = (worth(0.2, 1.0, 0.0, 1e3, ever) for ever in (0.4, 0.2))

    assert sure == pytest.approx(1 - 1.2 * exp(-0.2), rel=0.01)
    assert unsure == pytest.approx(1 - exp(-0.2) * (1.5 - 0.5 * exp(-0.4)))
    assert ending == pytest.approx(2 * (1 - exp(-0.2)) - (1 - exp(-0.4)), rel=0.01)
    assert over == pytest.approx(1 - exp(-0.2))


def test_what_is_still_to_come_follows_from_the_rates_and_from_what_is_learned():
    hazard = Hazard()
    rates, later = hazard.rates(0), hazard.later(0)

    hazard.learn(0, 3, 0.0, 1000.0)
    calmer = hazard.later(0)

    assert later[-2:] == [rates[-1] * HORIZON, 0.0]
    assert later[2] - later[3] == pytest.approx(0.5 * prior_rates(0)[3])
    assert calmer[2] < later[2]
    assert calmer[3:] == later[3:]


@given(st.floats(0, 0.5))
def test_of_the_last_minutes_no_feed_has_told_yet(hours):
    step = hours / 50

    unpolled = sum((1 - polled((place + 0.5) * step)) * step for place in range(50))

    assert unheard(hours) == pytest.approx(unpolled, rel=0.01)
    assert unheard(hours) <= min(hours, 1 / 12)


def test_silence_puts_off_a_look_at_a_calm_article_but_hardly_one_at_a_live_blog():
    waits = [
        first_passage([Course([rate] * BINS, 1.0, 0.0, 1.0, silent=silent)], 5.0, 1e-3, 0.02)
        for rate in (0.05, 5.0)
        for silent in (0.0, 0.9)
    ]

    assert waits[1] > 8 * waits[0]
    assert waits[3] < 1.5 * waits[2] < 0.1


def test_silence_counts_for_as_long_as_an_article_is_listed():
    waits = [
        first_passage(
            [Course([0.01] * BINS, 1.0, 0.0, 1.0, silent=0.9, listed=listed)], 40.0, 1e-3, 0.02
        )
        for listed in (0.0, 5.0, inf)
    ]

    assert waits[1] - waits[0] == pytest.approx(0.9 * 5.0, rel=0.2)
    assert waits[2] > 3 * waits[1]


def test_what_may_be_a_live_blog_is_looked_at_sooner_until_that_can_hardly_matter():
    known, unsure, over = (
        first_passage(
            [
                Course([0.02] * BINS, 1.0, 0.0, 0.96, ever=0.5),
                Course([5.0] * BINS, 1.0, 0.0, 0.04, ever=ever, unsure=chance),
            ],
            1.0,
            1e-3,
            0.05,
        )
        for ever, chance in ((30.0, 0.0), (30.0, 0.96), (0.5, 0.96))
    )

    assert 0.2 < unsure < 0.6 * known
    assert over > unsure


def test_nothing_expected_is_worth_nothing_and_a_delay_costs():
    assert worth(0.0, 5.0, 0.1, 1.0, inf) == 0.0
    assert worth(0.5, 10.0, 0.5, 1.0, inf) < worth(0.5, 1.0, 0.5, 1.0, inf)
    assert worth(60.0, 1.0, 0.0, 1.0, inf) == 1.0
