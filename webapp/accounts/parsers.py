"""Reading what strangers send."""

from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class BoundedJSONParser(JSONParser):
    """JSON; what is nested deeper than Python can follow is the sender's mistake, not an error of ours."""

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        """The parsed body.

        Raises ParseError (400).
        """
        try:
            return super().parse(*args, **kwargs)
        except RecursionError as error:
            raise ParseError("JSON parse error - nested too deeply") from error
