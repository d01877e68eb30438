// Fetches everything there is to fetch, closes the door, and only then starts the library.
const FILES = ["pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json", "library.zip"];

async function fetched(name) {
  const response = await fetch(new URL(`runtime/${name}`, import.meta.url));
  if (!response.ok) throw new Error(`${name} could not be loaded`);
  return [name, await response.arrayBuffer()];
}

// From here on this page, and a worker that it makes, can open no connection to anywhere.
function close() {
  const policy = document.createElement("meta");
  policy.httpEquiv = "Content-Security-Policy";
  policy.content = "connect-src 'none'";
  document.head.append(policy);
}

// A worker of a file has no policy of its own; one that is made here has that of the page.
function madeHere() {
  const script = `import(${JSON.stringify(new URL("worker.js", import.meta.url).href)});`;
  const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  return new Worker(url, { type: "module" });
}

// A function that asks the library and promises its answer.
export async function library() {
  const files = Object.fromEntries(await Promise.all(FILES.map(fetched)));
  close();
  const worker = madeHere();
  await heard(worker);
  worker.postMessage(files, Object.values(files));
  let last = Promise.resolve();
  // One question after another: the answer to each is the next that the worker says.
  return (name, given = {}, content = null) => {
    const asked = last.then(() => {
      worker.postMessage({ name, given: JSON.stringify(given), content }, content ? [content] : []);
      return heard(worker);
    });
    last = asked.catch(() => {});
    return asked.then(JSON.parse);
  };
}

// What the worker says next. It says null where it has no answer.
function heard(worker) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => {
      if (data === null) reject(new Error("the library gave no answer"));
      else resolve(data);
    };
    worker.onerror = () => reject(new Error("the library did not start"));
  });
}
