"""The threads that answer requests, with requests of our own."""

import queue
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from webapp import threads

SECONDS = 10.0
COUNT = 12


class Request:
    """Stands for one that Waitress hands over: does something, and says that it was done."""

    def __init__(self, action: Callable[[], object]) -> None:
        self._action = action
        self.done = threading.Event()
        self.cancelled = False

    def service(self) -> None:
        try:
            self._action()
        finally:
            self.done.set()

    def cancel(self) -> None:
        self.cancelled = True


@pytest.fixture
def pool() -> Iterator[threads.Threads]:
    pool = threads.Threads(COUNT)
    while pool.active_count:  # a thread that starts takes what is asked meanwhile
        time.sleep(0.001)
    yield pool
    pool.shutdown()
    assert not pool.threads


def ask(pool: threads.Threads, action: Callable[[], object]) -> Request:
    request = Request(action)
    pool.add_task(request)
    return request


def test_few_are_at_work_until_a_request_loses_patience(pool: threads.Threads, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "PATIENCE_SECONDS", 0.5)
    begun: queue.Queue[float] = queue.Queue()
    over = threading.Event()

    def wait() -> None:
        begun.put(time.monotonic())
        over.wait(SECONDS)

    for request in [ask(pool, wait) for _ in range(threads.AT_ONCE)]:
        begun.get(timeout=SECONDS)
        assert not request.done.is_set()
    asked = time.monotonic()
    further = ask(pool, wait)
    assert begun.get(timeout=SECONDS) - asked >= threads.PATIENCE_SECONDS
    over.set()
    assert further.done.wait(SECONDS)


def test_those_who_wait_hold_up_nobody(pool: threads.Threads) -> None:
    over = threading.Event()
    waiting = [ask(pool, lambda: over.wait(SECONDS)) for _ in range(COUNT - 1)]
    begun = time.monotonic()
    quick = ask(pool, lambda: None)
    assert quick.done.wait(SECONDS)
    assert time.monotonic() - begun < SECONDS / 2
    over.set()
    assert all(request.done.wait(SECONDS) for request in waiting)


def test_more_than_there_are_threads_wait_their_turn(pool: threads.Threads) -> None:
    over = threading.Event()
    first = [ask(pool, lambda: over.wait(SECONDS)) for _ in range(COUNT)]
    last = ask(pool, lambda: None)
    assert not last.done.wait(0.2)
    over.set()
    assert last.done.wait(SECONDS)
    assert all(request.done.wait(SECONDS) for request in first)


def test_a_request_that_fails_costs_no_thread(pool: threads.Threads, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(COUNT + 1):
        assert ask(pool, lambda: 1 / 0).done.wait(SECONDS)
    assert ask(pool, lambda: None).done.wait(SECONDS)
    assert "A request failed" in caplog.text
    assert len(pool.threads) == COUNT


def test_the_end_waits_for_what_runs_and_cancels_the_rest() -> None:
    pool = threads.Threads(1)
    begun, over = threading.Event(), threading.Event()
    running = ask(pool, lambda: begun.set() or over.wait(SECONDS))
    late = ask(pool, lambda: None)
    assert begun.wait(SECONDS)
    threading.Timer(0.2, over.set).start()
    pool.shutdown()
    assert running.done.is_set()
    assert late.cancelled
    assert not late.done.is_set()
    assert not pool.threads
