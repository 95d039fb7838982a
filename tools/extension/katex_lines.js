// Renders equations: one JSON object a line in, {"tex", "display"}, and one out, {"html"} or
// {"error"}. Its argument is the path of KaTeX.
const katex = require(process.argv[2]);

// Words of any language may stand in an equation; all else that LaTeX would refuse is an error.
const strict = (code) => (code === "unicodeTextInMathMode" ? "ignore" : "error");

require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const { tex, display } = JSON.parse(line);
  let answer;
  try {
    answer = { html: katex.renderToString(tex, { displayMode: display, strict }) };
  } catch (error) {
    answer = { error: error.message };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
});
