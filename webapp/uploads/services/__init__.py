"""Films arrive part by part, move into their library, or are given up."""

from webapp.uploads.services.adding import add
from webapp.uploads.services.receiving import begin, call_off, discard, receive
from webapp.uploads.services.room import most_bytes
from webapp.uploads.services.sweeping import sweep

__all__ = ["add", "begin", "call_off", "discard", "most_bytes", "receive", "sweep"]
