"""The server at a path behind nginx, by the snippet that is shipped."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from cchc_assistant.web import page, server
from cchc_assistant.web.library import Library
from cchc_assistant.web.server import Options, Server
from cchc_assistant.web.users import Users
from tests.conftest import ROOT
from tests.web.telling_page import telling_page, told

PASSWORD = "mật khẩu của lan"
CONFIGURATION = """
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 1;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        include {folder}/cchc.conf;
    }}
}}
"""


@pytest.fixture(scope="module")
def served(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    users = Users(tmp_path_factory.mktemp("users") / "users.json")
    users.add("lan", "reader", PASSWORD)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(page, "build", telling_page)
        served = server.start(library, Options(port=None, users=users.path, root_path="/cchc"))
    yield served
    served.close()


@pytest.fixture(scope="module")
def proxied(served: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the server behind nginx."""
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/bin")
    if nginx is None:
        pytest.fail("no nginx on this machine; on Debian: apt-get install nginx-light", pytrace=False)
    folder = tmp_path_factory.mktemp("nginx")
    snippet = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    (folder / "cchc.conf").write_text(snippet.replace(":7860", f":{urlsplit(served.url).port}"), encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "nginx.conf").write_text(CONFIGURATION.format(folder=folder, port=port), encoding="utf-8")
    command = [nginx, "-e", str(folder / "error.log"), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    process = subprocess.Popen([*command, "-g", "daemon off;"])
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}/cchc/"
    process.terminate()
    process.wait(10)


@pytest.fixture
def client(proxied: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=proxied, trust_env=False) as client:
        yield client


def test_page_works_below_a_path(client: httpx.Client, proxied: str) -> None:
    asked = client.get("", headers={"Accept": "text/html"})
    assert (asked.status_code, asked.headers["location"]) == (303, "/cchc/login")
    form = {"name": "lan", "password": PASSWORD}
    entered = client.post("login", data=form, headers={"Origin": proxied.removesuffix("/cchc/")})
    assert (entered.status_code, entered.headers["location"]) == (303, "/cchc/")
    assert "path=/cchc/" in entered.headers["set-cookie"].lower()
    assert client.get("config").json()["root"] == proxied.rstrip("/")
    assert client.get("theme.css").status_code == 200
    said, file = told(client, "tab-behind-nginx")
    assert said == ["lan", False, "lan"]
    assert client.get(file).text == "riêng của lan"


def test_programs_are_served_below_a_path(served: Server, client: httpx.Client) -> None:
    headers = {"Authorization": f"Bearer {served.access.users.new_token('lan')}"}
    reply = client.post("api/ask", json={"question": "Ai chủ trì đào tạo ISO 9001?"}, headers=headers)
    assert reply.json()["units"]
    assert client.get("healthz").json()["status"] == "ok"


def test_client_does_not_choose_the_address_it_is_throttled_by(served: Server, client: httpx.Client) -> None:
    wrong = {"name": "lan", "password": "đoán mò"}
    replies = [client.post("login", data=wrong, headers={"X-Forwarded-For": f"10.0.0.{n}"}) for n in range(6)]
    assert [reply.status_code for reply in replies] == [401] * 5 + [429]


def test_proxy_elsewhere_is_believed_where_it_was_named(library: Library, tmp_path: Path) -> None:
    users = Users(tmp_path / "users.json")
    users.add("lan", "reader", PASSWORD)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(page, "build", telling_page)
        served = server.start(library, Options(port=None, users=users.path, proxies=("127.0.0.2/32",)))
    try:
        for address, believed in (("127.0.0.2", True), ("127.0.0.3", False)):
            with httpx.Client(transport=httpx.HTTPTransport(local_address=address), base_url=served.url) as client:
                form = {"name": "lan", "password": PASSWORD}
                entered = client.post("login", data=form, headers={"X-Forwarded-Proto": "https"})
                assert ("secure" in entered.headers["set-cookie"].lower()) == believed, address
    finally:
        served.close()
