"""How long one stays logged in, and how often one may guess."""

from __future__ import annotations

from pathlib import Path

import pytest

from cchc_assistant.web.sessions import IDLE_SECONDS, LONGEST_SECONDS, Sessions, Throttle
from cchc_assistant.web.users import Users


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def users(users_path: Path) -> Users:
    users = Users(users_path)
    users.add("lan", "reader", "mật khẩu dài")
    return users


def test_session_ends_when_idle_and_after_a_day(users: Users, clock: Clock) -> None:
    sessions = Sessions(users, clock)
    user = users.all()["lan"]
    idle, busy = sessions.begin(user), sessions.begin(user)
    for _ in range(LONGEST_SECONDS // IDLE_SECONDS + 2):
        clock.now += IDLE_SECONDS - 1
        still = sessions.user(busy)
        if clock.now - 1000 >= LONGEST_SECONDS:
            break
        assert still == user
    assert still is None
    assert sessions.user(idle) is None


def test_session_ends_with_the_password_and_with_the_user(users: Users, clock: Clock) -> None:
    sessions = Sessions(users, clock)
    under_old = sessions.begin(users.all()["lan"])
    users.set_password("lan", "mật khẩu khác")
    assert sessions.user(under_old) is None
    under_new = sessions.begin(users.all()["lan"])
    assert sessions.user(under_new) is not None
    users.remove("lan")
    assert sessions.user(under_new) is None


def test_guesses_are_limited_by_name_and_by_address(clock: Clock) -> None:
    throttle = Throttle(clock)
    one, by_address, by_name = throttle.LIMITS
    assert [throttle.attempt("lan", "10.0.0.1") for _ in range(one)] == [0.0] * one
    assert throttle.attempt("lan", "10.0.0.1") == throttle.SECONDS
    assert throttle.attempt("lan", "10.0.0.2") == 0.0
    assert throttle.attempt("minh", "10.0.0.1") == 0.0
    for number in range(by_address):
        throttle.attempt(f"user{number}", "10.0.0.3")
    assert throttle.attempt("minh", "10.0.0.3") > 0
    for number in range(by_name):
        throttle.attempt("ha", f"10.0.1.{number}")
    assert throttle.attempt("ha", "10.0.0.9") > 0
    clock.now += throttle.SECONDS
    assert throttle.attempt("lan", "10.0.0.1") == 0.0


def test_right_password_forgets_the_wrong_ones(clock: Clock) -> None:
    throttle = Throttle(clock)
    for _ in range(10):
        for _ in range(throttle.LIMITS[0]):
            assert throttle.attempt("lan", "10.0.0.1") == 0.0
        throttle.passed("lan", "10.0.0.1")
        clock.now += throttle.SECONDS
