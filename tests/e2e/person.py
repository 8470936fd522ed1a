"""Who sits in front of a browser."""

import time
from typing import Any


class Person:
    """Somebody in front of a browser of their own, and everything that went wrong in it."""

    def __init__(self, browser: Any, base: str) -> None:
        self.context = browser.new_context(base_url=base, viewport={"width": 1280, "height": 800}, locale="en-US")
        self.page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def sign_in(self, email: str, password: str) -> None:
        self.page.goto("/sign-in")
        self.page.get_by_label("Email address").fill(email)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(lambda url: "/sign-in" not in url)

    def wait_until_past(self, seconds: float) -> None:
        """Wait until the film's clock is past `seconds`; asked from outside, because the page forbids eval."""
        until = time.monotonic() + 30
        while (self.page.evaluate("document.querySelector('video')?.currentTime") or 0) <= seconds:
            assert time.monotonic() < until, f"the film does not play: {self.page.inner_text('body')[:300]}"
            self.page.wait_for_timeout(100)

    def watch(self, address: str, seconds: float = 2.0) -> dict[str, Any]:
        """Open a film and let it play; gives what the video element says afterwards."""
        self.page.goto(address)
        self.wait_until_past(seconds)
        return self.page.evaluate(
            """() => {
              const video = document.querySelector('video');
              return {time: video.currentTime, width: video.videoWidth, height: video.videoHeight, paused: video.paused,
                      error: video.error && video.error.message, duration: video.duration,
                      dropped: video.getVideoPlaybackQuality().droppedVideoFrames};
            }"""
        )
