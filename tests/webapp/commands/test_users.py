"""`videoflix user`: people come in, and come in again."""

import pytest

from appliance.errors import VideoflixError
from webapp.accounts.models import User
from webapp.commands import users

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"


@pytest.mark.parametrize("owner", [True, False])
def test_a_new_user_signs_in_at_once(owner: bool, client_of) -> None:
    users.add_user("dora@example.org", owner, PASSWORD)

    dora = User.objects.get()
    assert (dora.email, dora.is_active, dora.is_owner) == ("dora@example.org", True, owner)
    assert client_of(dora, PASSWORD).get("/api/video/").status_code == 200


@pytest.mark.parametrize(
    ("email", "password"),
    [("bob@example.org", PASSWORD), ("BOB@example.org", PASSWORD), ("no address", PASSWORD), ("dora@example.org", "12345678")],
    ids=["taken", "taken in another case", "no address", "password too simple"],
)
def test_what_will_not_do_is_refused(email: str, password: str, bob: User) -> None:
    with pytest.raises(VideoflixError):
        users.add_user(email, False, password)

    assert list(User.objects.all()) == [bob]


def test_a_new_password_signs_in(bob: User, client_of) -> None:
    users.reset_password("Bob@example.org", "another horse, another staple")

    client_of(bob, "another horse, another staple")
    bob.refresh_from_db()
    assert not bob.check_password(PASSWORD)


def test_nobody_gets_no_password(db: None) -> None:
    with pytest.raises(VideoflixError):
        users.reset_password("nobody@example.org", PASSWORD)
