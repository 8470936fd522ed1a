"""The root of every error that is meant for a person."""


class VideoflixError(Exception):
    """Something went wrong that a person can understand; `str(error)` is one clear sentence for them."""
