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
