// On each page with cells: the buttons. Python, the editor and the rest of this folder are loaded
// when one of them is pressed for the first time, or when the reader has changed this page before.
{
  const script = document.currentScript;
  const html = document.documentElement;
  const about = JSON.parse(script.dataset.about);
  const words = about.words;
  const root = new URL(html.dataset.content_root || "./", document.baseURI).pathname;
  const kept = (name) => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } };
  const fill = (text, places) => text.replace(/\{(\w+)\}/g, (_, key) => places[key]);
  const nodes = [...document.querySelectorAll("article .cell")];

  let page;
  const open = () => page ??= import(new URL("run.js", script.src)).then((run) => run.open(about, nodes, root));
  const press = async (what, ...places) => {
    try {
      await (await open())[what](...places);
    } catch (error) {
      page = undefined;
      console.error(error);
      alert(words.unloaded);
    }
  };
  const button = (name, label, act, text = "") => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = name;
    if (text) made.textContent = text;
    else made.title = label;
    made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  };

  // The head's script has found out whether this browser can.
  if ("runs" in html.dataset) {
    let number = 0;
    nodes.forEach((node, i) => {
      const input = node.querySelector(".cell_input");
      if (!input) return;
      number += 1;
      const tools = document.createElement("div");
      tools.className = "run-tools";
      const seconds = about.slow[i];
      if (seconds) {
        const slow = document.createElement("span");
        slow.className = "run-slow";
        slow.textContent = fill(words.about, { n: seconds });
        tools.append(slow);
      }
      for (const what of ["run", "change"])
        tools.append(button(`run-tool run-tool-${what}`, fill(words[what], { k: number }), () => press(what, i)));
      input.append(tools);
    });

    // In the list of ways to run the page.
    const here = document.querySelector(".run__here");
    if (here) {
      here.hidden = false;
      here.querySelector("button").addEventListener("click", () => {
        document.getElementById("run").hidePopover();
        press("show");
      });
    }
    if (about.lab) {
      const whole = document.createElement("div");
      whole.className = "run-whole";
      whole.append(button("run-button", words.whole, () => press("checkLab"), words.whole));
      nodes.at(-1).closest("article").append(whole);
    }
    // Also when another tab has changed the page.
    const back = () => kept(`answers:${root}:${about.page}`) && open();
    back();
    addEventListener("storage", back);
  }

  // The page that lists what the reader has changed anywhere.
  const mine = document.querySelector(".kept-changes");
  if (mine && location.protocol !== "file:")
    import(new URL("mine.js", script.src)).then(({ list }) => list(mine, about.titles, root)).catch(console.error);

  // How far the reader is in each lab, on the page that has them all.
  const progress = () => {
    const labs = kept(`labs:${root}`) ?? {};
    for (const line of document.querySelectorAll('.map [data-page^="labs/"]')) {
      line.querySelector(".map__solved")?.remove();
      const solved = labs[line.dataset.page];
      if (!solved) continue;
      const made = document.createElement("span");
      made.className = "map__minutes map__solved";
      made.textContent = ` ${fill(words.solved, { n: Object.values(solved).filter(Boolean).length, of: Object.keys(solved).length })}`;
      line.append(made);
    }
  };
  progress();
  addEventListener("storage", progress);
}
