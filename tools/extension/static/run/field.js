// The plain field for code, where the editor cannot be loaded.
import { make } from "./dom.js";

export const edit = (place, { text, label, describedby, onChange, onRun }) => {
  const field = make("textarea", {
    class: "run-field", spellcheck: "false", autocapitalize: "off", autocomplete: "off",
    "aria-label": label, "aria-describedby": describedby,
  });
  const grow = () => { field.rows = field.value.split("\n").length + 1; };
  const set = (value) => {
    field.value = value;
    grow();
  };
  field.addEventListener("input", () => {
    grow();
    onChange(field.value);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) {
      event.preventDefault();
      return onRun();
    }
    const { value, selectionStart: at } = field;
    const line = value.slice(value.lastIndexOf("\n", at - 1) + 1, at);
    const indent = line.match(/^ */)[0] + (/:\s*$/.test(line) ? "    " : "");
    if (!indent) return;
    event.preventDefault();
    field.setRangeText(`\n${indent}`, at, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input"));
  });
  set(text);
  place.append(field);
  return { set, focus: () => field.focus() };
};
