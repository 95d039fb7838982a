// Elements, and sentences with places to fill.
export const make = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
};

export const button = (className, text, act) => {
  const node = make("button", { type: "button", class: className }, text);
  node.addEventListener("click", act);
  return node;
};

export const fill = (text, places = {}) => text.replace(/\{(\w+)\}/g, (_, key) => places[key]);

// A text as a file of the reader's own.
export const download = (text, name, type) => {
  const url = URL.createObjectURL(new Blob([text], { type }));
  make("a", { href: url, download: name }).click();
  URL.revokeObjectURL(url);
};
