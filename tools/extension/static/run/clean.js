// HTML of the worker, as elements that may stand in the page. A cell that somebody was given can send
// anything: so only what figures, tables and code are made of comes through, no script, no form, no
// address of another host.
const ELEMENTS = new Set([
  "a", "b", "br", "caption", "code", "dd", "div", "dl", "dt", "em", "figcaption", "figure", "h3", "h4", "hr",
  "i", "img", "li", "ol", "p", "pre", "small", "span", "strong", "sub", "sup", "table", "tbody", "td",
  "tfoot", "th", "thead", "tr", "ul",
  "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "title",
  "desc", "defs", "use", "clippath", "image", "lineargradient", "radialgradient", "stop", "marker",
  "pattern", "mask", "symbol",
]);
const ATTRIBUTES = new Set([
  "alt", "align", "class", "colspan", "dir", "height", "lang", "role", "rowspan", "scope", "start",
  "tabindex", "title", "width",
  "clip-path", "clip-rule", "clippathunits", "cx", "cy", "d", "dx", "dy", "dominant-baseline", "fill",
  "fill-opacity", "fill-rule", "font-family", "font-size", "font-style", "font-weight", "fx", "fy",
  "gradienttransform", "gradientunits", "image-rendering", "marker-end", "marker-mid", "marker-start",
  "markerheight", "markerunits", "markerwidth", "mask", "offset", "opacity", "orient", "paint-order",
  "pathlength", "patternunits", "points", "preserveaspectratio", "r", "refx", "refy", "rotate", "rx", "ry",
  "stop-color", "stop-opacity", "stroke", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap",
  "stroke-linejoin", "stroke-miterlimit", "stroke-opacity", "stroke-width", "style", "text-anchor",
  "textlength", "transform", "transform-origin", "vector-effect", "version", "viewbox", "x", "x1", "x2",
  "xml:space", "xmlns", "y", "y1", "y2",
]);
const PICTURE = /^data:image\/(png|webp|jpeg|gif);base64,[\w+/=\s]*$/;
const LINK = /^(https?:|#|\.{0,2}\/|[\w-]+(\/|\.html))/i;
// A name of this document, and no address.
const ELSEWHERE = /url\s*\(\s*(?!["']?#)|image-set|@import|expression|\\|position\s*:|z-index/i;

const allowed = (node, name, value) => {
  if (name === "id") return /^[a-z][\w-]*$/i.test(value);
  if (name === "src") return node.localName === "img" && PICTURE.test(value);
  if (name === "href" || name === "xlink:href") {
    if (node.localName === "a") return LINK.test(value.trim());
    return node.localName === "image" ? PICTURE.test(value) : value.startsWith("#");
  }
  return (ATTRIBUTES.has(name) || /^(aria|data)-[\w-]+$/.test(name)) && !ELSEWHERE.test(value);
};

const cleanTree = (root) => {
  for (const node of [...root.querySelectorAll("*")]) {
    const data = node.localName === "script" && node.type === "application/json" && node.parentElement?.matches("figure");
    if (!data && !ELEMENTS.has(node.localName.toLowerCase())) {
      node.remove();
      continue;
    }
    if (data) node.textContent = cleanData(node.textContent);
    for (const { name, value } of [...node.attributes]) {
      if (data ? name !== "type" : !allowed(node, name.toLowerCase(), value)) node.removeAttribute(name);
    }
    if (node.localName === "a") node.rel = "noopener noreferrer";
  }
  return root;
};

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

const cleanPiece = (piece) => {
  const parsed = new DOMParser().parseFromString(`<svg>${piece}</svg>`, "text/html");
  return cleanTree(parsed.body).querySelector("svg")?.innerHTML ?? "";
};

// Parsed in a document of its own, where nothing runs and nothing is loaded.
export const clean = (html) => {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const part = document.createDocumentFragment();
  part.append(...cleanTree(parsed.body).childNodes);
  return document.importNode(part, true);
};
