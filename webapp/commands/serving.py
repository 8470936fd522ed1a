"""The verbs of the server itself: `web`, `work`, `migrate`, `manage`."""

from collections.abc import Sequence

from appliance import child
from appliance import config as configuration
from appliance.processes import parent
from appliance.processes.argv import Queue
from webapp.commands import prepare_django


def web(with_parent: bool) -> int:
    """Serve until told to end; returns the exit code."""
    if with_parent:
        parent.end_with_parent()
    parent.bind_descendants()
    prepare_django()
    from webapp import server

    return server.serve(restartable=with_parent)


def work(queue: Queue, with_parent: bool) -> int:
    """Work off one queue until told to end; returns the exit code."""
    if with_parent:
        parent.end_with_parent()
    parent.bind_descendants()
    if queue == "prepare":
        child.lower_own_priority()
    configuration.hand_down(Q_CLUSTER_NAME=queue)  # django-q2 reads it while it is imported
    prepare_django()
    from webapp import jobs

    return jobs.run_cluster(queue)


def migrate() -> None:
    """Bring the databases up to date; quick when they are."""
    prepare_django()
    from django.conf import settings
    from django.core.management import call_command

    if _pending("default"):
        call_command("migrate", database="default", interactive=False, verbosity=0)
    if settings.QUEUE_DATABASE != "default" and _pending(settings.QUEUE_DATABASE, "django_q"):
        call_command("migrate", "django_q", database=settings.QUEUE_DATABASE, interactive=False, verbosity=0)


def manage(argv: Sequence[str]) -> None:
    """Django's own commands, for those who know what they do."""
    prepare_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["videoflix manage", *argv])


def _pending(database: str, app: str | None = None) -> bool:
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections[database])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes(app)))
