"""Take the README's picture again, from the built site. ``python -m tools.site.readme``."""

import sys
import threading
from io import BytesIO

from PIL import Image
from playwright.sync_api import ViewportSize, sync_playwright

from tools.browser import ARGUMENTS, PATIENCE, find_browser
from tools.paths import ROOT, SITE
from tools.serve import server

PICTURE = ROOT / "tools" / "readme.webp"
PAGE = "chapters/1-fully-connected/neuron.html"
SIZE: ViewportSize = {"width": 1180, "height": 840}
# The figure below the page's fixed bar, so that its picture and its sliders are seen.
SCROLL = "scrollTo(0, document.querySelector('article figure').getBoundingClientRect().top - 50)"


def main() -> None:
    """Open the page, scroll to its figure, store what is seen."""
    if not (SITE / PAGE).is_file():
        sys.exit("readme: the book is not built yet; run `make book` (or `python -m tools.build`).")
    with server(SITE) as http, sync_playwright() as playwright:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        program = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        page = program.new_page(viewport=SIZE, color_scheme="light", reduced_motion="reduce")
        page.set_default_timeout(PATIENCE)
        page.goto(f"http://127.0.0.1:{http.server_port}/{PAGE}", wait_until="networkidle")
        page.evaluate(SCROLL)
        seen = page.screenshot()
        program.close()
        http.shutdown()
    Image.open(BytesIO(seen)).convert("RGB").save(PICTURE, lossless=True, method=6)
    print(f"readme: {PICTURE.name}, {PICTURE.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
