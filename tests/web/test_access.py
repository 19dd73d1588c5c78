"""Who comes in, as what, and what of others they see."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from cchc_assistant.errors import UsageError
from cchc_assistant.web import page, server
from cchc_assistant.web.library import Library
from cchc_assistant.web.server import Options, Server
from cchc_assistant.web.users import Users
from tests.web.telling_page import telling_page, told

PASSWORDS = {"lan": "mật khẩu của lan", "minh": "mật khẩu của minh", "vang": "mật khẩu của vang"}
QUESTION = {"question": "Ai chủ trì đào tạo ISO 9001, khi nào?"}
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def guarded(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with an editor, lan, and a reader, minh."""
    users = Users(tmp_path_factory.mktemp("users") / "users.json")
    users.add("lan", "editor", PASSWORDS["lan"])
    users.add("minh", "reader", PASSWORDS["minh"])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(page, "build", telling_page)
        served = server.start(library, Options(port=None, users=users.path))
    yield served
    served.close()
    for name in PASSWORDS:
        (Path(tempfile.gettempdir()) / f"cchc-{name}.txt").unlink(missing_ok=True)


@pytest.fixture
def visitor(guarded: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=guarded.url, trust_env=False) as client:
        yield client


@contextmanager
def logged_in(guarded: Server, name: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=guarded.url, trust_env=False) as client:
        reply = client.post("login", data={"name": name, "password": PASSWORDS[name]})
        assert reply.status_code == 303
        yield client


@pytest.fixture
def lan(guarded: Server) -> Iterator[httpx.Client]:
    with logged_in(guarded, "lan") as client:
        yield client


@pytest.fixture
def minh(guarded: Server) -> Iterator[httpx.Client]:
    with logged_in(guarded, "minh") as client:
        yield client


def test_nobody_sees_anything_before_logging_in(visitor: httpx.Client) -> None:
    reply = visitor.get("", headers=HTML)
    assert (reply.status_code, reply.headers["location"]) == (303, "/login")
    for method, path in (
        ("GET", "config"), ("GET", "theme.css"), ("GET", "gradio_api/info"), ("POST", "gradio_api/queue/join"),
        ("POST", "gradio_api/upload"), ("POST", "api/ask"), ("GET", "api/tasks"), ("GET", "api/openapi.json"),
        ("GET", "metrics"),
    ):  # fmt: skip
        reply = visitor.request(method, path)
        assert (path, reply.status_code) == (path, 401)
        assert reply.json() == {"error": "cần đăng nhập"}
    assert visitor.get("healthz").status_code == 200
    assert "Mật khẩu" in visitor.get("login").text


def test_login_gives_a_cookie_that_scripts_and_other_sites_do_not_get(visitor: httpx.Client) -> None:
    form = {"name": " Lan ", "password": PASSWORDS["lan"]}
    cookie = visitor.post("login", data=form).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie
    assert visitor.get("", headers=HTML).status_code == 200
    held = dict(visitor.cookies)
    assert visitor.post("logout").status_code == 303
    visitor.cookies.update(held)
    assert visitor.get("config").status_code == 401
    behind_https = visitor.post("login", data=form, headers={"X-Forwarded-Proto": "https"})
    assert "; secure" in behind_https.headers["set-cookie"].lower()


def test_wrong_passwords_are_throttled(guarded: Server, visitor: httpx.Client, minh: httpx.Client) -> None:
    wrong = {"name": "minh", "password": "đoán mò"}
    replies = [visitor.post("login", data=wrong) for _ in range(6)]
    assert [reply.status_code for reply in replies] == [401] * 5 + [429]
    assert int(replies[-1].headers["retry-after"]) > 200
    assert "Sai mật khẩu quá nhiều lần" in replies[-1].text
    assert visitor.post("login", data={"name": "minh", "password": PASSWORDS["minh"]}).status_code == 429
    assert minh.get("config").status_code == 200
    with logged_in(guarded, "lan") as lan:
        assert lan.get("config").status_code == 200
    guarded.access.throttle.passed("minh", "127.0.0.1")


def test_programs_come_in_by_token_or_password(guarded: Server, visitor: httpx.Client) -> None:
    token = guarded.access.users.new_token("minh")
    bearer = {"Authorization": f"Bearer {token}"}
    basic = httpx.BasicAuth("minh", PASSWORDS["minh"])
    assert visitor.post("api/ask", json=QUESTION, headers=bearer).json()["units"]
    assert visitor.post("api/ask", json=QUESTION, auth=basic).json()["units"]
    assert visitor.get("metrics", auth=basic).status_code == 200
    assert visitor.get("config", headers=bearer).status_code == 401
    assert visitor.get("config", auth=basic).status_code == 401
    guarded.access.users.new_token("minh")
    assert visitor.get("api/tasks", headers=bearer).status_code == 401
    assert visitor.get("api/tasks", auth=httpx.BasicAuth("minh", "đoán mò")).status_code == 401


def test_page_knows_who_asks_and_who_may_edit(lan: httpx.Client, minh: httpx.Client) -> None:
    assert told(lan, "tab-of-lan-1")[0] == ["lan", True, "lan"]
    assert told(minh, "tab-of-minh-1")[0] == ["minh", False, "minh"]


def test_users_see_neither_tabs_nor_files_of_each_other(lan: httpx.Client, minh: httpx.Client) -> None:
    _, made = told(lan, "tab-of-lan-2")
    (sent,) = lan.post("gradio_api/upload", files={"files": ("kế hoạch.txt", b"of lan alone")}).json()
    own = f"gradio_api/file={sent}"
    assert lan.get(made).text == "riêng của lan"
    assert lan.get(own).text == "of lan alone"
    for foreign in (made, own, own.replace("/", "%2F"), f"gradio_api/file=/etc/../{sent}"):
        assert minh.get(foreign).status_code == 403
    joins = (
        {"fn_index": 0, "data": [], "session_hash": "tab-of-lan-2"},
        {"fn_index": 0, "data": [{"path": sent, "meta": {"_type": "gradio.FileData"}}], "session_hash": "tab-of-minh"},
    )
    for join in joins:
        assert minh.post("gradio_api/queue/join", json=join).status_code == 403
    hidden = json.dumps(joins[1]).replace("/", "\\u002f")
    headers = {"Content-Type": "application/json"}
    assert minh.post("gradio_api/queue/join", content=hidden, headers=headers).status_code == 403
    assert minh.get("gradio_api/queue/data?session_hash=tab-of-lan-2").status_code == 403
    assert minh.get("gradio_api/heartbeat/tab-of-lan-2").status_code == 403


def test_removed_user_is_out_at_once(guarded: Server) -> None:
    guarded.access.users.add("vang", "reader", PASSWORDS["vang"])
    with logged_in(guarded, "vang") as client:
        assert client.get("config").status_code == 200
        guarded.access.users.remove("vang")
        assert client.get("config").status_code == 401


def test_server_without_users_is_for_this_computer_alone(opened: Server, client: httpx.Client) -> None:
    port = urlsplit(opened.url).port
    assert client.get("", headers={**HTML, "Host": f"localhost:{port}"}).status_code == 200
    for headers in ({"Host": "trang-la.vn"}, {"X-Forwarded-For": "10.0.0.7"}):
        reply = client.post("api/ask", json=QUESTION, headers=headers)
        assert reply.status_code == 403
        assert "cchc users add" in reply.json()["error"]
    assert client.post("api/ask", json=QUESTION, headers={"Origin": "http://trang-la.vn"}).status_code == 403
    assert client.post("api/ask", json=QUESTION, headers={"Origin": opened.url.rstrip("/")}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "gradio_api/file=http://127.0.0.1:1/x", "gradio_api/proxy=http://127.0.0.1:1/x", "gradio_api/vibe-code",
        "gradio_api/run-history/records", "monitoring", "gradio_api/dev/reload", "gradio_api/deep_link", "token",
    ],
)  # fmt: skip
def test_what_the_page_does_not_need_is_shut(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/etc/passwd", "/proc/self/environ", "pyproject.toml", "%2e%2e/%2e%2e/etc/passwd"])
def test_files_of_the_computer_are_not_served(client: httpx.Client, path: str) -> None:
    assert client.get(f"gradio_api/file={path}").status_code in (403, 404)


def test_other_computers_need_users(library: Library, users_path: Path) -> None:
    with pytest.raises(UsageError, match="cchc users add"):
        server.prepare(library, Options("0.0.0.0", None, users_path))


def test_logins_at_once(guarded: Server) -> None:
    def status(_: int) -> int:
        with logged_in(guarded, "lan") as client:
            return client.get("config").status_code

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(status, range(4))) == [200] * 4
