"""libos.timers."""

from __future__ import annotations

from cloister.libos.timers import TimerQueue


def test_timers_fire_in_the_order_of_their_deadlines_and_only_when_due() -> None:
    timers, fired = TimerQueue(), []
    timers.call_at(20, lambda: fired.append("b"))
    timers.call_at(10, lambda: fired.append("a"))
    timers.call_at(30, lambda: fired.append("c"))
    timers.fire(20)
    assert fired == ["a", "b"]
    assert timers.next_deadline_ns() == 30


def test_a_cancelled_timer_neither_fires_nor_counts_as_a_deadline() -> None:
    timers, fired = TimerQueue(), []
    timer = timers.call_at(10, lambda: fired.append("a"))
    timer.cancel()
    timer.cancel()
    assert timers.next_deadline_ns() is None
    timers.fire(100)
    assert fired == []


def test_cancelled_timers_do_not_pile_up() -> None:
    timers = TimerQueue()
    kept = timers.call_at(5, lambda: None)
    for deadline_ns in range(1000, 11000):
        timers.call_at(deadline_ns, lambda: None).cancel()
    assert len(timers) < 200
    assert timers.next_deadline_ns() == kept.deadline_ns


def test_only_a_timer_that_becomes_the_next_one_is_announced() -> None:
    announced: list[int] = []
    timers = TimerQueue(lambda: announced.append(timers.next_deadline_ns() or 0))
    for deadline_ns in (20, 30, 10):
        timers.call_at(deadline_ns, lambda: None)
    assert announced == [20, 10]


def test_a_timer_armed_by_a_callback_fires_in_the_same_round_if_it_is_due() -> None:
    timers, fired = TimerQueue(), []
    timers.call_at(10, lambda: timers.call_at(15, lambda: fired.append("late")) and None)
    timers.fire(20)
    assert fired == ["late"]
