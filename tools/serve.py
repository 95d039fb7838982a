"""Serve the built book at http://127.0.0.1:8000/ until Ctrl-C. ``python -m tools.serve [PORT]``."""

import functools
import sys
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tools.paths import SITE


class Handler(SimpleHTTPRequestHandler):
    """Files of the site, quietly; its own page for an address that does not exist."""

    def log_message(self, *args: object) -> None:
        """Print nothing for a request."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer as the published site does: with the page 404."""
        page = Path(self.directory, "404.html")
        if code != 404 or not page.is_file():
            return super().send_error(code, message, explain)
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        return None


def server(folder: Path, port: int = 0) -> ThreadingHTTPServer:
    """Return a server of a folder on this machine only; port 0 takes a free one."""
    handler = functools.partial(Handler, directory=str(folder))
    return ThreadingHTTPServer(("127.0.0.1", port), handler)


def main() -> None:
    """Serve the site on the port that the command line names, or 8000."""
    if not (SITE / "index.html").is_file():
        sys.exit("serve: the book is not built yet; run `make book` (or `python -m tools.build`).")
    named = sys.argv[1] if len(sys.argv) > 1 else "8000"
    if not (named.isascii() and named.isdigit() and 0 < int(named) < 65536):
        sys.exit(f"serve: a port is a number from 1 to 65535, not {named!r}.")
    port = int(named)
    try:
        http = server(SITE, port)
    except OSError as error:
        sys.exit(f"serve: port {port} cannot be used ({error.strerror}); name another one.")
    with http:
        print(f"serve: http://127.0.0.1:{port}/ (Ctrl-C stops it)", flush=True)
        try:
            http.serve_forever()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
