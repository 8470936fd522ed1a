"""The verbs of the server itself: `web`, `work`, `migrate`, `manage`."""

from collections.abc import Sequence

from appliance import child
from appliance import config as configuration
from appliance.errors import VideoflixError
from appliance.processes import lock, parent
from appliance.processes.argv import Queue
from webapp.commands import prepare_django


def web(with_parent: bool) -> int:
    """Serve until told to end; returns the exit code."""
    if with_parent:
        parent.end_with_parent()
    parent.bind_descendants()
    prepare_django()
    _ensure_migrated()
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
    _ensure_migrated()
    import webapp.accounts.tasks
    import webapp.dashboard.tasks
    import webapp.library.tasks
    import webapp.streaming.tasks
    import webapp.uploads.tasks  # noqa: F401 -- before the workers are forked: nobody waits for it
    from webapp import jobs
    from webapp.library.services import watching

    if queue == "play":
        jobs.enqueue_once("webapp.streaming.tasks.choose_encoder", queue=queue)
        jobs.every_minute("webapp.uploads.tasks.sweep", queue=queue)  # where films are added, so that nothing piles up while nobody works
        jobs.every_minute("webapp.accounts.tasks.send_due_mails", queue=queue)
    else:
        jobs.enqueue_once("webapp.streaming.tasks.sweep", queue=queue)
        jobs.every_minute("webapp.accounts.tasks.sweep", queue=queue)
        jobs.every_minute("webapp.streaming.tasks.revive", queue=queue)  # starts the chain of preparing now, and if it ever breaks
    return jobs.run_cluster(queue, watching.watch if queue == "prepare" else None)


class DatabaseNotReady(VideoflixError):
    """The tables are not there, or not those of this version."""


class DatabaseUnusable(VideoflixError):
    """The database cannot be reached, or is none."""


def migrate() -> None:
    """Bring the databases up to date; quick when they are. One process at a time: a first import may come while a first start goes on."""
    prepare_django()
    from django.core.management import call_command

    with lock.waited_for(configuration.current().paths.migrate_lock):
        for database, apps in _pending():
            call_command("migrate", *apps, database=database, interactive=False, verbosity=0)


def manage(argv: Sequence[str]) -> None:
    """Django's own commands, for those who know what they do."""
    prepare_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["videoflix manage", *argv])


def is_pending() -> bool:
    """Whether the databases have to be brought up to date.

    Raises DatabaseUnusable.
    """
    return bool(_pending())


def _ensure_migrated() -> None:
    if _pending():
        raise DatabaseNotReady("The database is not ready for this version: start Videoflix once, and it will be.")


def _pending() -> list[tuple[str, list[str]]]:
    """The databases with open migrations, and the apps that live there (all, if none is named).

    Raises DatabaseUnusable: this is the first that every verb asks of the database.
    """
    from django.conf import settings
    from django.db import DatabaseError, connections
    from django.db.migrations.executor import MigrationExecutor

    homes: dict[str, list[str]] = {"default": []}
    if settings.QUEUE_DATABASE != "default":
        homes[settings.QUEUE_DATABASE] = ["django_q"]
    pending = []
    for database, apps in homes.items():
        try:
            executor = MigrationExecutor(connections[database])
        except DatabaseError as error:
            place = "of VIDEOFLIX_DATABASE_URL" if settings.CONFIG.database_url else connections[database].settings_dict["NAME"]
            raise DatabaseUnusable(f"The database {place} cannot be used: {str(error).splitlines()[0]}.") from error
        leaves = [leaf for leaf in executor.loader.graph.leaf_nodes() if not apps or leaf[0] in apps]
        if executor.migration_plan(leaves):
            pending.append((database, apps))
    return pending
