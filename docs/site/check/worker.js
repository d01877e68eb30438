// Python and the library, apart from the page so that it never stands still.
import { loadPyodide } from "./runtime/pyodide.mjs";

const PLACE = "/library";
let judge = null;

async function start(files) {
  // What Pyodide asks for has been fetched before the connections were closed.
  self.fetch = async (url) => {
    const name = String(url).split("/").pop();
    const type = name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
    return new Response(files[name], { headers: { "content-type": type } });
  };
  const python = await loadPyodide({ indexURL: new URL("./runtime/", import.meta.url).href });
  python.unpackArchive(new Uint8Array(files["library.zip"]), "zip", { extractDir: PLACE });
  python.runPython(`import sys; sys.path.insert(0, "${PLACE}")`);
  return python.pyimport("judge");
}

self.onmessage = async ({ data }) => {
  if (judge === null) {
    judge = start(data);
    return;
  }
  try {
    const content = data.content ? new Uint8Array(data.content) : undefined;
    self.postMessage((await judge).ask(data.name, data.given, content));
  } catch {
    // An error of Python may hold what was given; the page says that something went wrong.
    self.postMessage(null);
  }
};

self.postMessage("here");
