"""Django as this program uses it; PyInstaller's own hook carries everything, sources and a hundred languages among it."""

from pathlib import PurePath

from PyInstaller.utils.hooks import collect_data_files, collect_submodules

UNUSED = [f"contrib/{app}" for app in ("admindocs", "flatpages", "gis", "humanize", "redirects", "sitemaps", "syndication")]
UNUSED += ["conf/app_template", "conf/project_template", "db/backends/mysql", "db/backends/oracle", "forms/jinja2", "test"]


def is_used(place: str) -> bool:
    """Whether something of this program needs what lies below `place`, as "contrib/gis/geos"."""
    return not any(place == unused or place.startswith(f"{unused}/") for unused in UNUSED)


hiddenimports = collect_submodules("django", filter=lambda module: is_used("/".join(module.split(".")[1:])), on_error="ignore")
datas = [(source, folder) for source, folder in collect_data_files("django") if is_used("/".join(PurePath(folder).parts[1:]))]
