"""When to look again: the cadence as a whole."""

import json
import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.cadence import Model, Price
from monitor.pulse import Look, Pulse
from storage.errors import InputError

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
CHANGED, UNCHANGED = Look(found="changed"), Look(found="unchanged")
FLOOR = Price().floor


def model_text(**overrides):
    shape = {"format": 1, "half_life": 24, "stated": [0, 0], "hazard": {}, "sites": {}}
    return json.dumps(shape | overrides)


prices = st.floats(FLOOR, 1.0)
gaps = st.integers(60, 30 * 86400)
looks = st.lists(
    st.tuples(st.sampled_from(["changed", "unchanged", "suspicious", "gone", "failed"]), gaps),
    max_size=12,
)


def live_through(model, history, site="a.example", start=START):
    """The pulse of an article after (found, seconds since the look before) and when that was."""
    pulse = model.observe(Pulse.first(seen=start), site, UNCHANGED, start)
    now = start
    for found, gap in history:
        now += timedelta(seconds=gap)
        pulse = model.observe(pulse, site, Look(found=found), now)
    return pulse, now


def wait_after(model, history, price=FLOOR, site="a.example"):
    pulse, now = live_through(model, history, site)
    return model.next_due(pulse, site, now, price) - now


@settings(max_examples=150)
@given(looks, prices, prices)
def test_a_due_time_is_finite_not_past_and_no_earlier_at_a_higher_price(history, one, other):
    model = Model()
    pulse, now = live_through(model, history)

    low, high = (model.next_due(pulse, "a.example", now, price) for price in sorted((one, other)))

    assert now <= low <= high <= now + timedelta(days=181)


@settings(max_examples=100)
@given(looks)
def test_a_model_and_a_pulse_survive_as_text(history):
    model = Model()
    pulse, now = live_through(model, history)

    text = model.dumps()
    again = Model.loads(text)
    then = Pulse.loads(pulse.dumps())

    assert then == pulse
    assert Model.loads(again.dumps()).dumps() == again.dumps() == text
    assert again.next_due(then, "a.example", now, FLOOR) - model.next_due(
        pulse, "a.example", now, FLOOR
    ) < timedelta(minutes=5)


def test_the_same_history_gives_the_same_decision():
    history = [("unchanged", 900), ("changed", 1800), ("unchanged", 3600)]

    assert wait_after(Model(), history) == wait_after(Model(), history)


def test_an_article_never_looked_at_is_due_at_once():
    pulse = Pulse.first(seen=START, published=START - HOUR)

    due = Model().next_due(pulse, "a.example", START, 1.0)

    assert due == START


def test_a_fresh_article_is_looked_at_within_minutes_and_an_old_one_within_days():
    model = Model()
    old = Pulse.first(seen=START, published=START - 24 * 30 * HOUR)

    fresh = wait_after(model, [])
    late = model.next_due(model.observe(old, "a", UNCHANGED, START), "a", START, FLOOR) - START

    assert fresh < timedelta(minutes=15)
    assert timedelta(days=1) < late < timedelta(days=31)


def test_an_article_that_never_changes_fades_to_rare_checks_but_never_to_none():
    model = Model()
    pulse, now = live_through(model, [])
    waits = []

    while now < START + timedelta(days=3 * 365):
        due = model.next_due(pulse, "a.example", now, FLOOR)
        waits.append(due - now)
        now = due
        pulse = model.observe(pulse, "a.example", UNCHANGED, now)

    assert waits[0] < timedelta(minutes=15)
    assert timedelta(days=30) <= waits[-1] <= timedelta(days=181)
    assert len(waits) < 150


def test_a_changed_article_is_looked_at_again_sooner():
    quiet = wait_after(Model(), [("unchanged", 3600)] * 4)
    changed = wait_after(Model(), [("unchanged", 3600)] * 3 + [("changed", 3600)])

    assert changed < quiet
    assert changed < timedelta(minutes=30)


def test_a_live_blog_is_looked_at_more_often_than_an_article():
    model = Model()
    pulse = model.observe(Pulse.first(seen=START, kind="live"), "a", UNCHANGED, START)

    live = model.next_due(pulse, "a", START + HOUR, 0.05)

    assert live == START + HOUR
    assert wait_after(Model(), [], price=0.05) > timedelta(minutes=15)


def test_what_a_page_says_of_its_kind_is_kept():
    pulse, now = live_through(Model(), [])

    live = Model().observe(pulse, "a", Look(found="unchanged", kind="live"), now + HOUR)
    still = Model().observe(live, "a", UNCHANGED, now + 2 * HOUR)

    assert (pulse.kind, live.kind, still.kind) == ("article", "live", "live")


def test_an_article_of_unknown_kind_that_changes_all_the_time_is_taken_for_a_live_blog():
    model = Model()

    live, _ = live_through(model, [("changed", 600)] * 10)
    calm, _ = live_through(model, [("unchanged", 1800)] * 10)

    assert live.kind == "live"
    assert not live.told
    assert calm.live < 10


def test_a_page_that_goes_on_changing_for_weeks_is_told_from_one_edited_on_its_first_day():
    model, days = Model(), 86400
    kept_up = [("changed", 2 * days)] * 6
    ordinary = [("changed", 1800)] * 6 + [("unchanged", 12 * days)]

    steady, _ = live_through(model, kept_up)
    calm, _ = live_through(model, ordinary)

    assert calm.steady < 10_000
    assert steady.steady > 900_000
    assert wait_after(Model(), kept_up, 0.02) < 0.2 * wait_after(Model(), ordinary, 0.02)


def test_what_pages_say_of_their_kind_tells_how_many_others_are_live_blogs():
    never, often = Model(), Model()
    for model, kind in ((never, "article"), (often, "live")):
        for _ in range(300):
            model.observe(Pulse.first(seen=START), "b", Look(found="unchanged", kind=kind), START)

    assert wait_after(often, [], price=0.05) < wait_after(never, [], price=0.05)


def test_a_truthful_date_tells_when_a_change_was_made_and_that_a_flicker_was_none():
    model = Model()
    for place in range(10):
        start = START + place * HOUR
        pulse, now = live_through(model, [], start=start)
        model.observe(pulse, "a.example", Look(found="unchanged", modified=start), now + HOUR)
    pulse, now = live_through(model, [])

    dated = model.observe(
        pulse, "a.example", Look(found="changed", modified=now + HOUR / 4), now + HOUR
    )
    flicker = model.observe(pulse, "a.example", Look(found="changed", modified=now), now + HOUR)
    stale = Look(found="changed", modified=now - HOUR)
    false = model.observe(pulse, "a.example", stale, now + HOUR)

    assert (dated.changes, dated.changed - dated.born) == (1, 900)
    assert flicker.changes == 1
    assert false.changes == 0


def test_a_date_that_is_always_now_is_not_believed():
    model = Model()
    pulse, now = live_through(model, [])
    for _ in range(10):
        now += HOUR
        pulse = model.observe(pulse, "a.example", Look(found="unchanged", modified=now), now)

    now += 4 * HOUR
    changed = model.observe(pulse, "a.example", Look(found="changed", modified=now), now)

    assert now.timestamp() - 4 * 3600 < changed.changed < now.timestamp() - 60


def test_failures_back_off_and_a_success_ends_that():
    waits = [wait_after(Model(), [("failed", 60)] * times) for times in (1, 2, 3, 50)]
    pulse, _ = live_through(Model(), [("failed", 60), ("failed", 60), ("unchanged", 60)])

    assert [wait / timedelta(minutes=1) for wait in waits] == [10, 20, 40, 1440]
    assert pulse.failures == 0


def test_a_suspicious_reading_is_looked_at_again_within_minutes_and_counts_for_nothing():
    model = Model()
    pulse, now = live_through(model, [("unchanged", 3600)])
    before = model.dumps()

    doubtful = model.observe(pulse, "a.example", Look(found="suspicious"), now + HOUR)

    assert model.next_due(doubtful, "a.example", now + HOUR, 1.0) == now + HOUR + timedelta(
        minutes=5
    )
    assert doubtful.checked == pulse.checked
    assert model.dumps() == before


def test_a_missing_article_is_confirmed_soon_and_then_seldom_looked_for():
    waits = [wait_after(Model(), [("gone", 60)] * times) for times in (1, 2, 3, 30)]

    assert [wait / timedelta(minutes=5) for wait in waits] == [1, 4, 16, 8640]


def test_a_busy_site_is_looked_at_more_often():
    model = Model()
    for place in range(30):
        start = START + place * HOUR
        live_through(model, [("changed", 3600), ("changed", 3600)], "busy.example", start)
        live_through(model, [("unchanged", 3600)] * 4, "calm.example", start)

    busy = wait_after(model, [("unchanged", 3600)], site="busy.example")
    calm = wait_after(model, [("unchanged", 3600)], site="calm.example")

    assert busy < 0.8 * calm


def test_a_site_that_flickers_is_not_taken_for_a_busy_one():
    flickering, busy = Model(), Model()
    for place in range(60):
        start = START + place * HOUR
        for found in ("unchanged", "changed", "unchanged", "changed"):
            old = Pulse.first(seen=start, published=start - 24 * 60 * HOUR)
            pulse = flickering.observe(old, "a.example", UNCHANGED, start)
            flickering.observe(pulse, "a.example", Look(found=found), start + HOUR / 4)
        live_through(busy, [("changed", 7200), ("unchanged", 7200)], "a.example", start)

    waits = [
        wait_after(model, [("unchanged", 3600)], price=0.02) for model in (flickering, Model())
    ]
    real = wait_after(busy, [("unchanged", 3600)], price=0.02)

    assert waits[0] > 0.6 * waits[1]
    assert real < waits[0]


def test_a_hint_of_a_site_that_keeps_its_word_makes_an_article_due_now():
    model = Model()
    for place in range(20):
        start = START + place * HOUR
        pulse, now = live_through(model, [("unchanged", 3600)], start=start)
        hinted = model.hint(pulse, now + HOUR)
        model.observe(hinted, "a.example", CHANGED, now + 2 * HOUR)
    pulse, now = live_through(model, [("unchanged", 3600)])

    silent = model.next_due(pulse, "a.example", now, 0.1)
    hinted = model.next_due(model.hint(pulse, now + HOUR), "a.example", now + HOUR, 0.1)

    assert hinted == now + HOUR
    assert silent > now + 12 * HOUR


def test_a_change_found_before_the_next_poll_says_little_of_what_feeds_keep_silent():
    soon, late = Model(), Model()
    for model, gap in ((soon, 60), (late, 7200)):
        live_through(model, [("changed", gap)] * 5)

    recalls = [json.loads(model.dumps())["sites"]["a.example"][6:8] for model in (soon, late)]

    assert recalls[0][0] == recalls[1][0] == 0.0
    assert 10 * recalls[0][1] < recalls[1][1]


def test_silence_says_nothing_of_the_time_after_an_article_left_the_lists():
    model = Model()
    for place in range(40):
        pulse, now = live_through(model, [("unchanged", 3600)], start=START + place * HOUR)
        model.observe(model.hint(pulse, now + HOUR), "told", CHANGED, now + 2 * HOUR)
    waits = {}
    for site in ("told", "new"):
        for age in (30, 47):
            pulse, now = live_through(model, [("unchanged", age * 3600)], site)
            waits[site, age] = model.next_due(pulse, site, now, 0.02) - now

    assert waits["told", 47] < 1.2 * waits["new", 47]
    assert waits["told", 30] < 2 * waits["new", 30]


def test_an_unmarked_live_blog_is_recognised_though_every_change_was_announced():
    chances = []
    for gap in (600, 86400):
        model = Model()
        pulse, now = live_through(model, [])
        for _ in range(8):
            now += timedelta(seconds=gap)
            pulse = model.observe(model.hint(pulse, now), "a.example", CHANGED, now)
        chances.append(pulse.live)

    assert chances[0] > 500
    assert chances[1] < 20


def test_a_site_can_lose_the_trust_that_it_had():
    model = Model()
    pulse, now = live_through(model, [("unchanged", 3600)])
    dues = []

    for found in ["changed"] * 300 + ["unchanged"] * 600:
        hinted = model.hint(pulse, now + HOUR / 2)
        dues.append(model.next_due(hinted, "a.example", now, 0.5) - now)
        model.observe(hinted, "a.example", Look(found=found), now + HOUR)

    assert dues[300] < HOUR < dues[-1]


def test_a_hint_older_than_the_last_reading_says_nothing():
    pulse, now = live_through(Model(), [])

    assert Model().hint(pulse, now - HOUR) == pulse


def test_an_observation_at_or_before_the_last_one_teaches_nothing():
    model = Model()
    pulse, now = live_through(model, [("unchanged", 3600)])
    before = model.dumps()

    again = model.observe(pulse, "a.example", CHANGED, now - HOUR)

    assert again == pulse
    assert model.dumps() == before


def test_the_site_that_was_silent_longest_is_forgotten_first():
    model = Model(most_sites=2)
    for name in ("a", "b", "a", "c"):
        live_through(model, [("unchanged", 3600)], name)

    again = Model.loads(model.dumps())

    assert model.sites == again.sites == ("a", "c")


def test_the_price_rises_while_articles_wait_and_falls_while_there_is_room():
    price = Price(value=0.1)

    up, down = price.after(waiting=3.0, room=0.0), price.after(waiting=0.0, room=0.5)

    assert down.value < price.value < up.value
    assert price.floor <= price.asking < price.value


@pytest.mark.parametrize("allowed", [1, 2, 8])
def test_a_price_that_follows_chance_arrivals_lets_hardly_a_look_go_unused(allowed):
    """So many looks a tick; ten ticks' worth may be saved; more articles are due at a low price."""
    chance, price = random.Random(7), Price(value=0.01)
    waiting = saved = used = 0
    for tick in range(20_000):
        saved = min(saved + allowed, 10 * allowed)
        waiting += sum(chance.random() < 0.001 / price.value for _ in range(10 * allowed))
        looks = min(waiting, saved)
        waiting, saved = waiting - looks, saved - looks
        used += looks if tick >= 10_000 else 0
        price = price.after(waiting=waiting / allowed, room=saved / allowed)

    assert used > 0.92 * 10_000 * allowed


def test_the_price_stays_between_its_floor_and_one():
    low, high = Price(), Price(value=0.999)

    for _ in range(1000):
        low, high = low.after(waiting=0, room=9), high.after(waiting=9, room=0)

    assert (low.value, low.asking, high.value) == (low.floor, low.floor, 1.0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"format":2}',
        model_text(half_life=0),
        model_text(half_life=-1),
        model_text(half_life=1e999),
        model_text(half_life=None),
        model_text(stated=[2, 1]),
        model_text(stated=[-1, 1]),
        model_text(stated=[1]),
        model_text(hazard={"999": []}),
        model_text(hazard={"0": [[0, -1, 5]]}),
        model_text(hazard={"0": [[77, 1, 5]]}),
        model_text(hazard={"x": []}),
        model_text(sites={"a": [1]}),
        model_text(sites=[]),
        model_text(sites={"a": [1] * 11 + [float("nan")]}),
    ],
)
def test_a_text_that_is_no_model_is_refused(text):
    with pytest.raises(InputError):
        Model.loads(text)
