"""Films are brought into the appliance's own folder: copied or moved, with what lies beside them."""

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from appliance.errors import why
from appliance.media.errors import MediaRefused
from appliance.media.fingerprint import fingerprint
from appliance.media.listing import is_film
from webapp.library.models import Folder, Library, Source
from webapp.library.queries import source_at
from webapp.library.services.importing import import_file

FREE_BYTES = 1024**3  # stay free: below that even the database is at risk
BESIDE = (".", "-")  # after a film's name, in the names of files that belong to it


def uploads_folder(library: Library) -> Folder:
    """The folder below the data folder for originals that were handed over to a library; made when there is none yet."""
    path = (settings.PATHS.uploads / str(library.pk)).resolve()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder, _ = Folder.objects.get_or_create(library=library, is_uploads=True, defaults={"path": str(path)})
    if folder.path != str(path):  # the data folder has moved
        folder.path = str(path)
        folder.save(update_fields=["path"])
    return folder


def bring(film: Path, beneath: Path, library: Library, move: bool) -> Source:
    """Copy or move a film into the library's own folder, with the folders between `beneath` and it, and take it in there.

    Its subtitles, pictures and other files named after it come along. A film that is there already is taken as it is.
    Raises MediaRefused when it is no film or there is no room; then everything is where it was.
    """
    film = film.absolute()
    try:
        target = _free_place(Path(uploads_folder(library).path) / film.relative_to(beneath.absolute()), film)
        if target.exists() and target.samefile(film):
            return _take_in(target, library)
        beside = [(path, target.with_name(target.stem + path.name[len(film.stem) :])) for path in _beside(film)]
        return _bring([(film, target), *beside], library, move)
    except OSError as error:
        raise MediaRefused(f"The file cannot be {'moved' if move else 'copied'}: {why(error)}.") from error


def _bring(pairs: list[tuple[Path, Path]], library: Library, move: bool) -> Source:
    film, target = pairs[0]
    was_taken_in = move and source_at(film.resolve()) is not None
    made: list[Path] = []
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        for original, place in pairs:
            if not place.exists():
                _put(original.resolve(), place, move)
                made.append(place)
        if was_taken_in:  # its Video follows the file that went
            film.unlink()
        source = _take_in(target, library)
    except BaseException:
        for place in made if film.exists() else ():
            place.unlink(missing_ok=True)
        raise
    for left, _ in pairs if move else ():  # only now that the film is taken in
        left.unlink(missing_ok=True)
    return source


def _take_in(target: Path, library: Library) -> Source:
    return import_file(target, library).sources.get(path=str(target))


def _put(source: Path, target: Path, move: bool) -> None:
    """Write beside, then rename: what has its name is whole, and a scan passes hidden files over.

    On one drive, moving costs nothing: the file gets a second name, and loses its first when the film is taken in.
    """
    draft = target.with_name(f".{secrets.token_hex(8)}")
    try:
        if not (move and _is_linked(source, draft)):
            _refuse_without_room(source, target.parent)
            shutil.copy2(source, draft)
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)


def _is_linked(source: Path, draft: Path) -> bool:
    """Whether the file has a second name now; other drives, and some systems, know none."""
    try:
        draft.hardlink_to(source)
    except OSError:
        return False
    return True


def _refuse_without_room(source: Path, folder: Path) -> None:
    needed = source.stat().st_size
    if shutil.disk_usage(folder).free < needed + FREE_BYTES:
        raise MediaRefused(f"There is no room for it: {needed / 10**9:.1f} GB are needed, and 1 GB has to stay free.")


def _free_place(target: Path, film: Path) -> Path:
    """A name that no other film has; one that this very film has already is right."""
    number = 1
    place = target
    while place.exists() and not _is_same(place, film):
        number += 1
        place = target.with_name(f"{target.stem} ({number}){target.suffix}")
    return place


def _is_same(place: Path, film: Path) -> bool:
    return place.stat().st_size == film.stat().st_size and fingerprint(place) == fingerprint(film)


def _beside(film: Path) -> Iterator[Path]:
    """Files in the same folder that are named after the film; not other films, which are brought by themselves."""
    for path in sorted(film.parent.iterdir()):
        rest = path.name[len(film.stem) :]
        if path != film and path.name.startswith(film.stem) and rest.startswith(BESIDE) and path.is_file() and not is_film(path.name):
            yield path
