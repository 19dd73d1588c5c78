"""Who is logged in, and who tries too often."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass

from cchc_assistant.web.users import User, Users

IDLE_SECONDS, LONGEST_SECONDS = 8 * 3600, 24 * 3600
_MOST_SESSIONS = 10_000
Clock = Callable[[], float]


@dataclass(slots=True)
class _Session:
    name: str
    password: str
    began: float
    seen: float


class Sessions:
    """Sessions by the secret in the browser's cookie, of which only a hash is kept.

    They live in memory: a restart of the server logs everybody out.
    """

    def __init__(self, users: Users, clock: Clock = time.monotonic) -> None:
        self._users, self._clock = users, clock
        self._sessions: OrderedDict[str, _Session] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, user: User) -> str:
        """Return the secret of a new session."""
        secret = secrets.token_urlsafe(32)
        now = self._clock()
        with self._lock:
            self._sessions[_key(secret)] = _Session(user.name, user.password, now, now)
            while len(self._sessions) > _MOST_SESSIONS:
                self._sessions.popitem(last=False)
        return secret

    def user(self, secret: str) -> User | None:
        """Return whose session it is; None if it ended, or the user is gone or has another password since."""
        now, key = self._clock(), _key(secret)
        with self._lock:
            session = self._sessions.get(key)
            if session is None:
                return None
            user = self._users.get(session.name)
            fresh = now - session.seen < IDLE_SECONDS and now - session.began < LONGEST_SECONDS
            if user is None or user.password != session.password or not fresh:
                del self._sessions[key]
                return None
            session.seen = now
            return user

    def end(self, secret: str) -> None:
        """Log out."""
        with self._lock:
            self._sessions.pop(_key(secret), None)


def _key(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


class Throttle:
    """Counts failed logins; after too many, a name or an address must wait.

    Limits are per name from one address, per address, and per name from anywhere; the last is the widest, so that a
    stranger cannot lock a user out with a few wrong guesses.
    """

    LIMITS = (5, 20, 50)
    SECONDS = 300.0
    _MOST_KEYS = 50_000

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._tries: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def attempt(self, name: str, address: str) -> float:
        """Note a try before its password is looked at; return 0, or how many seconds to wait instead of trying."""
        now = self._clock()
        with self._lock:
            keys = self._keys(name, address)
            if wait := max(self._remaining(key, most, now) for key, most in keys):
                return wait
            for key, most in keys:
                self._tries.setdefault(key, deque(maxlen=most)).append(now)
                self._tries.move_to_end(key)
            while len(self._tries) > self._MOST_KEYS:
                self._tries.popitem(last=False)
            return 0.0

    def passed(self, name: str, address: str) -> None:
        """Note that the last try was right."""
        with self._lock:
            self._tries.pop((name, address), None)
            for key in (("", address), (name, "")):
                if self._tries.get(key):
                    self._tries[key].pop()

    def _keys(self, name: str, address: str) -> tuple[tuple[tuple[str, str], int], ...]:
        one, by_address, by_name = self.LIMITS
        return (((name, address), one), (("", address), by_address), ((name, ""), by_name))

    def _remaining(self, key: tuple[str, str], most: int, now: float) -> float:
        tries = self._tries.get(key)
        if tries is None:
            return 0.0
        while tries and now - tries[0] >= self.SECONDS:
            tries.popleft()
        return self.SECONDS - (now - tries[0]) if len(tries) >= most else 0.0


class Remembered:
    """Passwords that programs send with every request, checked once in a while: the check is meant to be slow."""

    SECONDS = 300.0
    _MOST = 1000

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._secret = secrets.token_bytes(32)
        self._until: OrderedDict[bytes, float] = OrderedDict()
        self._lock = threading.Lock()

    def holds(self, user: User, password: str) -> bool:
        """Say whether this password was found right not long ago, and has not been changed since."""
        with self._lock:
            return self._until.get(self._key(user, password), 0.0) > self._clock()

    def note(self, user: User, password: str) -> None:
        """Remember that a password is right."""
        with self._lock:
            self._until[self._key(user, password)] = self._clock() + self.SECONDS
            while len(self._until) > self._MOST:
                self._until.popitem(last=False)

    def _key(self, user: User, password: str) -> bytes:
        return hmac.digest(self._secret, f"{user.name}\0{user.password}\0{password}".encode(), "sha256")
