"""Which Videoflix this is."""

from importlib import metadata


def version() -> str:
    """The version that was installed; "0" for a checkout that never was."""
    try:
        return metadata.version("videoflix")
    except metadata.PackageNotFoundError:
        return "0"
