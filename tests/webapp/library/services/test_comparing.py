"""Films on disk beside rows: whatever there is, each is paired with its own, and nothing is said of what was not reached."""

from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.media.listing import ListedFilm, Unread, is_within
from webapp.library.services.comparing import Known, compared

NAMES = st.text("aB. é\U0001f3ac-", min_size=1, max_size=4)
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)


@settings(deadline=None)  # a slow moment of a shared machine is no failure
@given(on_disk=st.sets(PATHS), known=st.sets(PATHS), hidden=st.sets(PATHS, max_size=3))
def test_everything_is_paired_once(on_disk: set[str], known: set[str], hidden: set[str]) -> None:
    """`hidden`: folders that cannot be read, and no films themselves. A walk lists them where what is below would come."""
    on_disk, known = on_disk - hidden, known - hidden
    unreached = {path for path in on_disk | known if any(is_within(path, folder) for folder in hidden)}
    outermost = {folder for folder in hidden if not any(is_within(folder, other) for other in hidden - {folder})}
    listed = [ListedFilm(path, 1, 1) for path in on_disk - unreached] + [Unread(folder, "Permission denied") for folder in outermost]
    listed.sort(key=lambda item: item.path + ("/" if isinstance(item, Unread) else ""))
    rows = (Known(path, source=path) for path in sorted(known))
    unread: list[Unread] = []

    pairs = [(film.path if film else None, row.source) for film, row in compared(iter(listed), rows, unread.append)]

    expected = {(path if path in on_disk else None, path if path in known else None) for path in (on_disk | known) - unreached}
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == expected
    assert {folder.path for folder in unread} == outermost
