"""The command line, and the composition root: hands each verb to the face, or to the web application's commands.

Every verb imports only what it needs: `videoflix web` knows no window, and the desktop knows no Django.
"""

import logging
import multiprocessing
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal, Optional

import typer

from appliance import config as configuration
from appliance import logs
from appliance.errors import VideoflixError
from appliance.paths import default_root
from appliance.processes import parent
from appliance.processes.argv import WITH_PARENT, Queue

# Typer would refuse what cannot be read as wrong usage; we have better words for it (readable=False: it does not look).
DataDir = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option("--data-dir", readable=False, help="The one folder that holds everything Videoflix keeps."),
]
Host = Annotated[Optional[str], typer.Option(help="Address to listen on.")]  # noqa: UP045
Port = Annotated[Optional[int], typer.Option(help="Port to listen on; 8359 unless configured.")]  # noqa: UP045
WithParent = Annotated[bool, typer.Option(WITH_PARENT, hidden=True)]
Kind = Literal["films", "series", "home_videos"]
PasswordStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input, for scripts.")]

app = typer.Typer(pretty_exceptions_enable=False, add_completion=False, help="The home video server: everything plays at once.")
user = typer.Typer(no_args_is_help=True, help="Make users, and let them in again.")
app.add_typer(user, name="user")
folder = typer.Typer(no_args_is_help=True, help="Folders that libraries watch.")
app.add_typer(folder, name="folder")

_log = logging.getLogger("videoflix")


@app.callback(invoke_without_command=True)
def desktop(context: typer.Context, data_dir: DataDir = None) -> None:
    """Without a verb: open the window and serve until it is closed."""
    context.obj = data_dir
    if context.invoked_subcommand is None:
        from launcher import desktop, message

        with message.instead_of_a_terminal():
            desktop.run(_configure(context, None, "desktop"))


@app.command()
def serve(context: typer.Context, data_dir: DataDir = None, host: Host = None, port: Port = None) -> None:
    """Serve without a window."""
    config = _configure(context, data_dir, "serve", host=host, port=port)
    from launcher import headless

    headless.run(config)


@app.command()
def demo(
    context: typer.Context,
    data_dir: DataDir = None,
    host: Host = None,
    port: Port = None,
    window: Annotated[bool, typer.Option("--window/--no-window", help="Whether to open the window.")] = True,
) -> None:
    """Try it: a household with a film, in a data folder of its own."""
    config = _configure(context, data_dir or context.obj or default_root("Videoflix Demo"), "demo", host=host, port=port)
    from launcher import demo

    demo.run(config, window)


@app.command()
def web(context: typer.Context, data_dir: DataDir = None, host: Host = None, port: Port = None, with_parent: WithParent = False) -> None:
    """Serve pages and films only: one of the processes that serve starts."""
    _configure(context, data_dir, "web", host=host, port=port)
    from webapp.commands import serving

    raise typer.Exit(serving.web(with_parent))


@app.command()
def work(
    context: typer.Context,
    queue: Annotated[Queue, typer.Option(help="play: a viewer waits. prepare: work ahead.")],
    data_dir: DataDir = None,
    with_parent: WithParent = False,
) -> None:
    """Work off one queue only, on this machine or on a further one."""
    _configure(context, data_dir, f"work-{queue}")
    from webapp.commands import serving

    raise typer.Exit(serving.work(queue, with_parent))


@app.command(hidden=True)
def migrate(context: typer.Context, data_dir: DataDir = None, with_parent: WithParent = False) -> None:
    """Bring the databases up to date."""
    _configure(context, data_dir, "migrate")
    _end_in_order(with_parent)
    from webapp.commands import serving

    serving.migrate()


@app.command(hidden=True)
def prepare_demo(context: typer.Context, data_dir: DataDir = None, with_parent: WithParent = False) -> None:
    """Put the demo's owner and film into the data folder, and print the film's number."""
    _configure(context, data_dir, "demo")
    _end_in_order(with_parent)
    from webapp.commands import demo

    typer.echo(demo.prepare_demo())


@app.command("import")
def import_(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", readable=False, help="Films, or folders of them.")],
    data_dir: DataDir = None,
    library: Annotated[Optional[str], typer.Option(help="Name of the library that gets them.")] = None,  # noqa: UP045
    wait: Annotated[bool, typer.Option("--wait", help="Return when everything is prepared.")] = False,
    copy: Annotated[bool, typer.Option("--copy", help="Copy them into the library's own folder.")] = False,
    move: Annotated[bool, typer.Option("--move", help="Move them there.")] = False,
) -> None:
    """Take films in; they are linked where they lie, unless copied or moved. Prints one line for each: its number, its title, its path."""
    if copy and move:
        raise typer.BadParameter("choose one of them", param_hint="--copy / --move")
    _migrated(context, data_dir, "import")
    from webapp.commands import importing

    raise typer.Exit(importing.import_paths(paths, library, wait, "copy" if copy else "move" if move else "stay"))


@app.command()
def scan(
    context: typer.Context,
    library: Annotated[Optional[str], typer.Argument(metavar="[LIBRARY]", help="Name of the library; all, if none is named.")] = None,  # noqa: UP045
    data_dir: DataDir = None,
) -> None:
    """Look now what is new, changed and missing in the folders of the libraries."""
    _migrated(context, data_dir, "scan")
    from webapp.commands import scanning

    raise typer.Exit(scanning.scan(library))


@folder.command("add")
def folder_add(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="PATH", readable=False)],
    data_dir: DataDir = None,
    library: Annotated[Optional[str], typer.Option(help="Name of the library that it belongs to.")] = None,  # noqa: UP045
    kind: Annotated[Optional[Kind], typer.Option(help="What a new library holds.")] = None,  # noqa: UP045
) -> None:
    """Have a library watch a folder from now on; prints its number, the library and the path."""
    _migrated(context, data_dir, "folder")
    from webapp.commands import scanning

    scanning.add_folder(path, library, kind)


@app.command()
def export_nfo(
    context: typer.Context,
    data_dir: DataDir = None,
    library: Annotated[Optional[str], typer.Option(help="Name of the library; all of them unless named.")] = None,  # noqa: UP045
    into: Annotated[Optional[Path], typer.Option(readable=False, help="A folder for the files, instead of beside the films.")] = None,  # noqa: UP045
) -> None:
    """Write what is known of films into NFO files, which other programs read."""
    _migrated(context, data_dir, "export-nfo")
    from webapp.commands import exporting

    raise typer.Exit(exporting.export(library, into))


@app.command()
def doctor(context: typer.Context, data_dir: DataDir = None) -> None:
    """Say what this machine can do, and what is wrong."""
    _configure(context, data_dir, "doctor")
    from launcher import window
    from webapp.commands import doctor

    raise typer.Exit(doctor.examine(window.why_not()))


@user.command("add")
def user_add(
    context: typer.Context,
    email: Annotated[str, typer.Argument(metavar="EMAIL")],
    data_dir: DataDir = None,
    owner: Annotated[bool, typer.Option("--owner", help="Who looks after the library.")] = False,
    password_stdin: PasswordStdin = False,
) -> None:
    """Make a user who can sign in at once."""
    _migrated(context, data_dir, "user")
    from webapp.commands import users

    users.add_user(email, owner, _password(password_stdin))


@user.command("reset")
def user_reset(
    context: typer.Context,
    email: Annotated[str, typer.Argument(metavar="EMAIL")],
    data_dir: DataDir = None,
    password_stdin: PasswordStdin = False,
) -> None:
    """Let a user in again: print a link to choose a new password with."""
    _migrated(context, data_dir, "user")
    from webapp.commands import users

    if password_stdin:
        users.reset_password(email, _password(True))
    else:
        typer.echo(
            f"A new password is chosen at this link; it works once, for three days, while Videoflix runs:\n{users.reset_link(email)}"
        )


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
    options_metavar="COMMAND ...",
)
def manage(context: typer.Context, data_dir: DataDir = None) -> None:
    """Django's own commands."""
    _configure(context, data_dir, "manage")
    from webapp.commands import serving

    serving.manage(context.args)


def main() -> None:
    """Run the command line: 0 done, 1 a clear error on standard error, 2 wrong usage."""
    multiprocessing.freeze_support()  # a frozen program's spawned workers begin here, and never come back
    configuration.hand_down_system_libraries()
    _exit_clearly(app)


def _exit_clearly(program: Callable[[], Any]) -> None:
    try:
        program()
    except VideoflixError as error:
        _log.info("Ended: %s %s", error, getattr(error, "tail", ""))
        _log.debug("It came from here.", exc_info=True)
        print(error, file=sys.stderr)
        sys.exit(1)
    except Exception:
        _log.critical("Videoflix ended unexpectedly.", exc_info=True)
        sys.exit(1)


def _configure(context: typer.Context, data_dir: Path | None, process: str, **overrides: Any) -> configuration.Config:
    """Configuration, folders and log of this process; what stands behind the verb wins over what stands before it."""
    config = configuration.load(data_dir or context.obj, **overrides)
    config.paths.create()
    logs.configure(config.paths.logs, process, config.log_level)
    return config


def _migrated(context: typer.Context, data_dir: Path | None, process: str) -> None:
    """The same, and databases to work with: these verbs may be the first that a data folder sees."""
    _configure(context, data_dir, process)
    from webapp.commands import serving

    serving.migrate()


def _end_in_order(with_parent: bool) -> None:
    parent.end_on_signals()
    if with_parent:
        parent.end_with_parent()


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


if __name__ == "__main__":
    main()
