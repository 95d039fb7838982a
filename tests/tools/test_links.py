"""The weekly link check calls a link dead only when it is."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tools.site.links import collect, fault


class Answers(BaseHTTPRequestHandler):
    """Answer ``/404`` with 404, and so on."""

    def do_GET(self):
        self.send_response(int(self.path.strip("/")))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def site():
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("code", [200, 403, 429, 500])
def test_a_server_that_knows_the_address_is_alive(site, code):
    assert fault(f"{site}/{code}", pause=0) == ""


@pytest.mark.parametrize("code", [404, 410])
def test_an_address_that_is_gone_is_dead(site, code):
    assert fault(f"{site}/{code}", pause=0) == f"its server says {code}"


def test_a_server_that_does_not_answer_is_dead(site):
    assert "refused" in fault("http://127.0.0.1:1/", pause=0)


def test_this_machine_is_asked_without_a_proxy(site, monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert fault(f"{site}/200", pause=0) == ""
    assert fault(f"{site}/404", pause=0) == "its server says 404"
    assert "refused" in fault("http://example.invalid/", tries=1)


def test_links_to_other_sites_are_found_in_pages_and_papers(tmp_path):
    page, paper = tmp_path / "a.html", tmp_path / "b.md"
    page.write_text('<a class="x" href="https://a.org/?b=1&amp;c=2#d">A</a><a href="b.html">B</a>')
    paper.write_text("[A](https://a.org/?b=1&c=2), [B](b.md), <https://c.org/>")
    assert collect([page, paper]) == {
        "https://a.org/?b=1&c=2": [page, paper],
        "https://c.org/": [paper],
    }
