// Moving figures that a run has drawn: their script takes them up, and is loaded where the page had none.
const folder = new URL("../explore/", import.meta.url);

const load = (tag, key, file) => {
  const url = new URL(file, folder).href;
  // The built page names a file with its version.
  if ([...document.querySelectorAll(tag)].some((node) => node[key].split("?")[0] === url)) return null;
  return new Promise((done) => {
    const node = document.createElement(tag);
    Object.assign(node, { [key]: url, onload: done, onerror: done });
    if (tag === "link") node.rel = "stylesheet";
    document.head.append(node);
  });
};

export const wake = async (node) => {
  const figures = [...node.querySelectorAll("figure.explore, figure.explore-still")];
  if (figures.length) {
    await load("link", "href", "explore.css");
    for (const { dataset } of figures)
      if (/^[\w-]+$/.test(dataset.live ?? "")) await load("script", "src", `live/${dataset.live}.js`);
    await load("script", "src", "explore.js");
  }
  // What is new on the page: figures to move, wide parts to scroll.
  dispatchEvent(new Event("coursechange"));
};
