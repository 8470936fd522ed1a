"""The one door to the queue."""

from typing import Any, Literal

from django_q.tasks import async_task

Queue = Literal["play", "prepare"]


def enqueue(task: str, *arguments: Any, queue: Queue) -> None:
    """Have a worker of `queue` call the function with the dotted name `task`; arguments are ids, never rows.

    `play`: a viewer waits. `prepare`: work ahead, below-normal priority.
    """
    async_task(task, *arguments, cluster=queue)
