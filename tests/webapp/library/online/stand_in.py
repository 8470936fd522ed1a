"""A server on this machine that answers as The Movie Database does, in the shape its reference documents; the words are our own."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

KEY = "the-owners-key"
TOKEN = "the.owners.token"
CREW = [
    {"name": "Colin Levy", "job": "Director", "department": "Directing"},
    {"name": "Esther Wouda", "job": "Screenplay", "department": "Writing"},
    {"name": "Somebody", "job": "Catering", "department": "Crew"},
]
FILM = {
    "id": 45745,
    "title": "Sintel",
    "original_title": "Sintel",
    "release_date": "2010-09-30",
    "tagline": "",
    "imdb_id": "tt1727587",
    "overview": "A girl looks for a dragon.",
    "genres": [{"id": 16, "name": "Animation"}, {"id": 14, "name": "Fantasy"}],
    "belongs_to_collection": {"id": 1, "name": "Open Movies"},
    "credits": {
        "cast": [{"name": "Thom Hoffman", "character": "Shaman", "order": 1}, {"name": "Halina Reijn", "character": "Sintel", "order": 0}],
        "crew": CREW,
    },
    "release_dates": {
        "results": [
            {"iso_3166_1": "US", "release_dates": [{"certification": "", "type": 1}, {"certification": "PG-13", "type": 3}]},
            {"iso_3166_1": "DE", "release_dates": [{"certification": "12", "type": 3}]},
        ]
    },
}
SERIES = {
    "id": 7,
    "name": "Die Schau",
    "first_air_date": "2005-03-26",
    "overview": "It goes on.",
    "genres": [{"id": 18, "name": "Drama"}],
    "created_by": [{"id": 3, "credit_id": "c3", "name": "An Inventor", "original_name": "An Inventor", "gender": 1, "profile_path": None}],
    "content_ratings": {"results": [{"iso_3166_1": "US", "rating": "TV-14"}, {"iso_3166_1": "DE", "rating": "16"}]},
    "aggregate_credits": {
        "cast": [
            {
                "id": 2,
                "name": "Second Lead",
                "known_for_department": "Acting",
                "roles": [{"credit_id": "r2", "character": "He", "episode_count": 12}],
                "total_episode_count": 12,
                "order": 1,
            },
            {
                "id": 1,
                "name": "A Regular",
                "known_for_department": "Acting",
                "roles": [
                    {"credit_id": "r0", "character": "Her twin", "episode_count": 2},
                    {"credit_id": "r1", "character": "She", "episode_count": 13},
                ],
                "total_episode_count": 13,
                "order": 0,
            },
            {"id": 4, "name": "Nobody in Particular", "roles": [], "total_episode_count": 1, "order": 500},
        ],
        "crew": [
            {
                "id": 5,
                "name": "Colin Levy",
                "department": "Directing",
                "jobs": [{"credit_id": "j1", "job": "Director", "episode_count": 1}],
                "total_episode_count": 1,
            }
        ],
    },
}
EPISODE = {
    "id": 77,
    "name": "Der Anfang",
    "air_date": "2005-03-26",
    "overview": "It begins.",
    "crew": CREW,
    "guest_stars": [{"name": "A Guest", "character": "Self", "order": 9}],
    "credits": {"cast": [{"name": "A Regular", "character": "She", "order": 0}]},
}


def _found(film: int, title: str, day: str) -> dict[str, Any]:
    return {
        "id": film,
        "title": title,
        "original_title": title,
        "name": title,
        "original_name": title,
        "release_date": day,
        "first_air_date": day,
    }


SEARCHES = {
    "sintel": [_found(1, "Sintel Returns", "2012-01-01"), _found(45745, "Sintel", "2010-09-30"), _found(2, "Sintel", "1977-01-01")],
    "die schau": [_found(7, "Die Schau", "2005-03-26")],
    "twins": [_found(8, "Twins", "1988-12-08"), _found(9, "Twins", "2001-01-01")],
}
IMAGES = {
    "posters": [{"file_path": "/poster.jpg"}, {"file_path": "/../secret.jpg"}, {"file_path": "/broken.jpg"}],
    "backdrops": [{"file_path": "/wide.jpg"}],
}
ANSWERS: dict[str, Any] = {
    "/movie/45745/images": IMAGES,
    "/tv/7/images": IMAGES,
    "/tv/7/season/1/images": {"posters": [{"file_path": "/season.jpg"}]},
    "/tv/7/season/1/episode/1/images": {"stills": [{"file_path": "/wide.jpg"}]},
    "/movie/45745": FILM,
    "/find/tt1727587": {"movie_results": [{"id": 45745}], "tv_results": []},
    "/find/tt0000000": {"movie_results": [], "tv_results": []},
    "/tv/7": SERIES,
    "/tv/7/season/1/episode/1": EPISODE,
    "/movie/1": {"id": 1},
    "/movie/2": ["no", "film"],
}
PICTURES: dict[str, bytes] = {"w342/broken.jpg": b"no picture", "original/broken.jpg": b"no picture"}  # and what a test adds
STATUSES = {"/movie/429": 429, "/movie/500": 500, "/movie/302": 302}


class StandIn(BaseHTTPRequestHandler):
    """Answers, and remembers what was asked."""

    asked: ClassVar[list[tuple[str, dict[str, str]]]] = []

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query))
        self.asked.append((parts.path, query))
        if parts.path.startswith("/pictures/"):
            known = PICTURES.get(parts.path.removeprefix("/pictures/"))
            return self._answer(404 if known is None else 200, known or b"")
        if query.get("api_key") != KEY and self.headers.get("Authorization") != f"Bearer {TOKEN}":
            return self._answer(401, {"success": False})
        if parts.path in ("/search/movie", "/search/tv"):
            return self._answer(200, {"results": SEARCHES.get(query["query"].lower(), [])})
        if parts.path == "/movie/66":
            return self._answer(200, b"<html>")
        if parts.path in STATUSES:
            return self._answer(STATUSES[parts.path], {"success": False})
        known = ANSWERS.get(parts.path)
        return self._answer(404 if known is None else 200, known or {"success": False})

    def _answer(self, status: int, body: Any) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def stand_in() -> Iterator[str]:
    """Serve on a free port; gives the address."""
    StandIn.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), StandIn)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
