"""Waitress's threads: few at work at once while answers are quick, all of them when answers wait."""

import logging
import threading
import time

from waitress.channel import HTTPChannel
from waitress.task import ThreadedTaskDispatcher

AT_ONCE = 4  # more of them hand Python's one lock to and fro: segments from the disk came a quarter slower through eight
PATIENCE_SECONDS = 0.005  # so long a request waits for one of these, before another thread is called for it

_log = logging.getLogger(__name__)


class Threads(ThreadedTaskDispatcher):  # type: ignore[misc]  # Waitress carries no types
    """Calls a further thread only for a request that the ones at work did not come to: they wait for a disk, or for an encoder."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._called = 0  # threads that were called and are not yet at work
        self._somebody_waits = threading.Event()
        self.set_thread_count(count)
        threading.Thread(target=self._help, name="waitress-help", daemon=True).start()

    def add_task(self, task: HTTPChannel) -> None:
        """Have a request answered; called by Waitress."""
        with self.lock:
            self.queue.append(task)
            if self.active_count + self._called < AT_ONCE:
                self._call()
            else:
                self._somebody_waits.set()

    def handler_thread(self, thread_no: int) -> None:
        """What each thread does until it is stopped."""
        while (task := self._next_task(thread_no)) is not None:
            try:
                task.service()
            except BaseException:  # the thread goes on, whatever a request did
                _log.exception("A request failed: %r", task)

    def _next_task(self, thread_no: int) -> HTTPChannel | None:
        with self.lock:
            while not self.queue and not self.stop_count:
                self.active_count -= 1
                self.queue_cv.wait()
                self.active_count += 1
                self._called = max(0, self._called - 1)  # at the end all are woken, called or not
            if not self.stop_count:
                return self.queue.popleft()
            self.active_count -= 1
            self.stop_count -= 1
            self.threads.discard(thread_no)
            self.thread_exit_cv.notify()
            return None

    def _call(self) -> None:
        if self.active_count + self._called < len(self.threads):
            self._called += 1
            self.queue_cv.notify()

    def _help(self) -> None:
        while self._somebody_waits.wait():
            with self.lock:
                first = self.queue[0] if self.queue else None
            time.sleep(PATIENCE_SECONDS)
            with self.lock:
                if not self.queue:
                    self._somebody_waits.clear()
                elif self.queue[0] is first:
                    self._call()
