// The site's own script, first in site.js. It gives the scripts after it the settings that their
// extensions write into each page, and makes wide parts reachable by keyboard.
;
var toggleHintShow = "Show";
var toggleHintHide = "Hide";
var toggleOpenOnPrint = "true";
var togglebuttonSelector = ".toggle, .admonition.dropdown";

// The theme does this for code and outputs; equations and tables scroll too.
{
  const wide = ".katex-display, .pst-scrollable-table-container, .cell_output .output";
  const mark = () => {
    for (const part of document.querySelectorAll(wide)) {
      if (part.scrollWidth > part.clientWidth + 1) part.tabIndex = 0;
      else part.removeAttribute("tabindex");
    }
  };
  addEventListener("load", () => { mark(); document.fonts.ready.then(mark); });
  addEventListener("resize", mark);
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
