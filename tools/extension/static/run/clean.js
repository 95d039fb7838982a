// HTML of the worker, as elements that may stand in the page. A cell that somebody was given can send
// anything. DOMPurify takes out what could act, and the hooks below what could ask another host or
// lie over the page: what is left is what figures, tables and code are made of.
import purify from "./purify.js";

const RULES = {
  USE_PROFILES: { html: true, svg: true },
  ADD_TAGS: ["use"],
  ADD_ATTR: ["dominant-baseline", "transform-origin", "vector-effect", "xml:space"],
  FORBID_TAGS: ["style", "form", "input", "button", "select", "textarea", "audio", "video", "source", "dialog"],
  RETURN_DOM_FRAGMENT: true,
};
const PICTURE = /^data:image\/(png|webp|jpeg|gif);base64,[\w+/=\s]*$/;
const ADDRESSES = ["src", "href", "xlink:href"];
// A name of this document, and no address.
const ELSEWHERE = /url\s*\(\s*(?!["']?#)|image-set|@import|expression|\\|position\s*:|z-index/i;
const STATES = "span[data-states]";

const stays = (node, name, value) => {
  if (!ADDRESSES.includes(name)) return name !== "srcset" && !ELSEWHERE.test(value);
  if (node.localName === "a") return true; // DOMPurify knows which links act
  return node.localName === "use" ? value.startsWith("#") : PICTURE.test(value);
};
purify.addHook("uponSanitizeAttribute", (node, said) => {
  if (!stays(node, said.attrName, said.attrValue)) said.keepAttr = false;
});
purify.addHook("afterSanitizeAttributes", (node) => {
  if (node.localName === "a") node.rel = "noopener noreferrer";
});

// The states of a moving figure are pieces of a picture, which its script puts into the page.
const cleanData = (text) => {
  let data;
  try {
    data = JSON.parse(text);
  } catch {
    return "{}";
  }
  if (Array.isArray(data.pieces)) data.pieces = data.pieces.map(cleanPiece);
  return JSON.stringify(data);
};

const cleanPiece = (piece) =>
  purify.sanitize(`<svg>${piece}</svg>`, RULES).querySelector("svg")?.innerHTML ?? "";

// Parsed in a document of its own, where nothing runs and nothing is loaded. A script of data, which is
// no script, stands aside while the rest is cleaned.
export const clean = (html) => {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const data = [];
  for (const script of parsed.querySelectorAll('figure > script[type="application/json"]')) {
    const place = parsed.createElement("span");
    place.dataset.states = data.push(cleanData(script.textContent)) - 1;
    script.replaceWith(place);
  }
  const part = purify.sanitize(parsed.body.innerHTML, RULES);
  for (const place of part.querySelectorAll(STATES)) {
    const script = document.createElement("script");
    script.type = "application/json";
    script.textContent = data[place.dataset.states] ?? "{}";
    place.replaceWith(script);
  }
  return part;
};
