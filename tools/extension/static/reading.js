// What the reader has read, and where: kept in this browser alone, and shown as ticks.
// A page is read when its end was on the screen; the button there takes it back.
// In a folder, links and the search also carry the chosen colours from page to page.
{
  const html = document.documentElement;
  const root = new URL(html.dataset.content_root || "./", document.baseURI);
  // Other books may stand on the same host.
  const key = (name) => `${name}:${root.pathname}`;
  const page = location.pathname.slice(root.pathname.length).replace(/\.html$/, "");
  const recall = (name) => { try { return JSON.parse(localStorage.getItem(key(name))); } catch { return null; } };
  const keep = (name, value) => { try { localStorage.setItem(key(name), JSON.stringify(value)); } catch { /* full, or forbidden */ } };
  // A page that was taken back is false, and is not ticked again by itself.
  const read = () => recall("read") ?? {};
  const nav = document.querySelector(".book-pages");

  const show = () => {
    const done = read();
    for (const line of document.querySelectorAll("[data-page]")) {
      const is = done[line.dataset.page] === true;
      line.classList.toggle("is-read", is);
      line.querySelector(":scope > .tick")?.remove();
      if (is) line.querySelector("a").insertAdjacentHTML("afterend", `<span class="tick" role="img" aria-label="${nav.dataset.read}"></span>`);
    }
    const is = done[page] === true;
    document.querySelector(".place")?.classList.toggle("is-read", is);
    document.querySelector(".mark-read")?.setAttribute("aria-pressed", is);
  };
  const set = (is) => {
    keep("read", { ...read(), [page]: is });
    show();
  };

  const button = document.querySelector(".mark-read");
  if (button) {
    button.addEventListener("click", () => set(button.ariaPressed !== "true"));
    new IntersectionObserver(([seen], observer) => {
      // Not before the reader moved: the end of a short page is on a large screen at once.
      if (!seen.isIntersecting || !scrollY) return;
      observer.disconnect();
      if (!(page in read())) set(true);
    }).observe(button);
    // The bar of a page names where its reader was, for the first page to lead back to.
    keep("last", { page, title: document.querySelector("article h1").firstChild.textContent });
  }
  show();
  addEventListener("storage", show);

  // What a page in a folder keeps, another page there may not see: each may have a store of its own.
  if (location.protocol === "file:") {
    const carry = (fields) => { fields.set("mode", html.dataset.mode); return fields; };
    const carryTo = ({ target }) => {
      const link = target.closest?.("a[href]");
      if (link?.protocol !== "file:" || link.pathname === location.pathname || !link.pathname.endsWith(".html")) return;
      link.search = carry(new URLSearchParams(link.search));
    };
    for (const kind of ["click", "auxclick"]) addEventListener(kind, carryTo, true);
    addEventListener("formdata", (event) => carry(event.formData));
  }

  // The line of this page is in view: at the start, and when the contents are opened on a phone.
  const current = nav?.querySelector("[aria-current]");
  const find = () => {
    const bar = nav.closest(".bd-sidebar-primary");
    const line = current.getBoundingClientRect(), window = bar.getBoundingClientRect();
    if (line.height && (line.top < window.top || line.bottom > Math.min(window.bottom, innerHeight)))
      bar.scrollTop += line.top - window.top - window.height / 3;
  };
  if (current) {
    // The theme puts the bar back to where it was on the page before; so this comes after it.
    document.addEventListener("DOMContentLoaded", () => setTimeout(find));
    addEventListener("load", find);
    for (const toggle of document.querySelectorAll(".primary-toggle"))
      toggle.addEventListener("click", () => requestAnimationFrame(find));
  }
}
