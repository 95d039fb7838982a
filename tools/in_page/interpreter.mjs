// Python in Pyodide, under Node: node interpreter.mjs JOB.json, written by interpreter.py.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const job = JSON.parse(readFileSync(process.argv[2], "utf8"));
try {
  const { loadPyodide } = await import(pathToFileURL(job.loader));
  const python = await loadPyodide({
    indexURL: job.folder,
    packages: job.packages,
    env: { HOME: "/home/pyodide", ...job.environment },
    stdout: (line) => process.stdout.write(`${line}\n`),
    stderr: (line) => process.stderr.write(`${line}\n`),
  });
  const extractDir = python.pyimport("sysconfig").get_path("purelib");
  for (const archive of job.archives) {
    python.unpackArchive(new Uint8Array(readFileSync(archive)), "wheel", { extractDir });
  }
  for (const [inside, outside] of Object.entries(job.mounts)) {
    python.FS.mkdirTree(inside);
    python.FS.mount(python.FS.filesystems.NODEFS, { root: outside }, inside);
  }
  python.globals.set("arguments", python.toPy(job.arguments));
  process.exitCode = (await python.runPythonAsync(job.code)) ?? 0;
} catch (error) {
  // Node would print the line of its source too: of Pyodide that is a megabyte.
  process.stderr.write(`${error.message ?? error}\n`);
  process.exitCode = 1;
}
