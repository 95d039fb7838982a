// The site's own script, first in site.js. It gives the scripts after it the settings that their
// extensions write into each page, and makes wide parts reachable by keyboard.
;
var toggleHintShow = "Show";
var toggleHintHide = "Hide";
var toggleOpenOnPrint = "true";
var togglebuttonSelector = ".toggle, .admonition.dropdown";

// What scrolls sideways is a stop for the keyboard, and says what it is. The theme does the first
// for code and outputs; equations and tables scroll too.
{
  const kinds = {
    ".katex-display": "Wide equation",
    ".pst-scrollable-table-container": "Wide table",
    ".cell_output .output": "Wide output",
    "article pre": "Long lines",
  };
  const mark = () => {
    // All widths are read before anything is written: so the page is laid out once.
    const parts = Object.entries(kinds).flatMap(([kind, label]) =>
      [...document.querySelectorAll(kind)].map((part) => [part, label]));
    const wide = parts.map(([part]) => part.scrollWidth > part.clientWidth);
    parts.forEach(([part, label], i) => {
      const says = { tabindex: "0", role: "group", "aria-label": `${label}, scrolls sideways` };
      for (const [name, value] of Object.entries(says)) {
        if (wide[i]) part.setAttribute(name, value);
        else part.removeAttribute(name);
      }
    });
  };
  addEventListener("load", mark);
  // A font is asked for when it is first needed, and changes how wide an equation is.
  document.fonts.addEventListener("loadingdone", mark);
  addEventListener("resize", mark);
  // What was folded has no width until it is opened.
  addEventListener("toggle", mark, true);
  // What a cell shows that has run in the page.
  addEventListener("coursechange", mark);
}

// Paper is white, and nothing on it unfolds: a page is printed in light colours with its folded
// parts open, and is afterwards as it was.
{
  const root = document.documentElement.dataset;
  let theme, opened = [];
  addEventListener("beforeprint", () => {
    theme = root.theme;
    root.theme = "light";
    opened = [...document.querySelectorAll("article details:not([open])")];
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    root.theme = theme;
    for (const details of opened) details.open = false;
  });
}

// The ways to run a page open under their button.
{
  const ways = document.getElementById("run");
  ways?.addEventListener("beforetoggle", () => {
    const button = document.querySelector("[popovertarget=run]").getBoundingClientRect();
    const width = Math.min(352, innerWidth - 32);
    Object.assign(ways.style, {
      top: `${button.bottom + 6}px`, right: "auto", width: `${width}px`,
      left: `${Math.max(16, Math.min(button.left, innerWidth - 16 - width))}px`,
    });
  });
}

// The rows of the glossary that have the letters in them.
{
  const filter = document.querySelector(".glossary-filter input");
  filter?.addEventListener("input", () => {
    const wanted = filter.value.trim().toLowerCase();
    for (const table of document.querySelectorAll("table.glossary")) {
      let seen = 0;
      for (const row of table.tBodies[0].rows) {
        row.hidden = !row.textContent.toLowerCase().includes(wanted);
        seen += !row.hidden;
      }
      table.closest("section").hidden = !seen;
    }
  });
}

// A term of the glossary says what it means: under a pointer, with the focus, or at the first tap.
{
  let shown = null, pointer = "";
  const says = (link) => document.getElementById(link.getAttribute("aria-describedby"));
  const close = () => {
    if (shown) says(shown).hidePopover();
    shown = null;
  };
  const open = (link) => {
    if (shown === link) return;
    close();
    shown = link;
    const box = says(link);
    box.showPopover();
    const at = link.getClientRects()[0], size = box.getBoundingClientRect();
    const below = at.bottom + size.height + 8 < innerHeight;
    box.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
    box.style.top = `${below ? at.bottom + 4 : at.top - size.height - 4}px`;
  };
  // The words stay while the pointer is on its way to them, and on them.
  const left = (event) => {
    if (event.pointerType !== "mouse") return;
    const link = shown;
    setTimeout(() => link === shown && link && !link.matches(":hover") && !says(link).matches(":hover") && close(), 200);
  };
  for (const link of document.querySelectorAll("a.term")) {
    link.addEventListener("focus", () => link.matches(":focus-visible") && open(link));
    link.addEventListener("blur", close);
    link.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && open(link));
    link.addEventListener("pointerleave", left);
    says(link).addEventListener("pointerleave", left);
    link.addEventListener("click", (event) => {
      if (pointer === "mouse" || !event.detail || shown === link) return;
      event.preventDefault();
      open(link);
    });
  }
  addEventListener("pointerdown", (event) => {
    pointer = event.pointerType;
    if (shown && !shown.contains(event.target) && !says(shown).contains(event.target)) close();
  }, true);
  addEventListener("keydown", (event) => event.key === "Escape" && close());
}
