// The page: what a person gives goes to the library, and what the library says is shown.
import { element, find } from "./dom.js";
import { form } from "./form.js";
import { library } from "./library.js";

const WRONG = "Something went wrong on this page. Nothing was sent. Please load it again.";
let ask = null;
let questions = null; // the form that is open
let year = null; // its year
let context = null; // and what the file of its answers said beside them
let turn = 0; // counts what was asked for, so that a late answer is not shown over a newer one

const say = (words) => { find("status").textContent = words; };

// Nothing that a person does may end in silence.
function handled(action) {
  return async (event) => {
    try {
      await action(event);
    } catch {
      say(WRONG);
    }
  };
}

// The verdict stays in sight beside a form, which is longer than a screen.
function show(view) {
  find("report").innerHTML = view.html;
  find("verdict").textContent = view.verdict;
  find("reopen").hidden = !view.answerable;
  find("plan").replaceChildren();
  find("result").hidden = false;
  find("verdict").hidden = find("form").hidden;
  say(view.verdict);
}

async function plan() {
  const mine = turn;
  const found = await ask("plan", { day: find("day").value });
  if (mine === turn) find("plan").innerHTML = found.html;
}

function list(documents, more) {
  const options = documents.map(({ name, words }, number) =>
    element("option", { value: number }, `${name}: ${words}`));
  find("documents").replaceChildren(...options);
  find("several").hidden = documents.length < 2;
  find("more").hidden = !more;
  find("more").textContent = more;
}

async function judgeFile(file) {
  if (!file) return;
  const mine = (turn += 1);
  say("Reading the file.");
  const found = await ask("file", { name: file.name }, await file.arrayBuffer());
  if (mine !== turn) return;
  find("form").hidden = true;
  list(found.documents, found.more);
  show(found.view);
  find("result").focus();
  await plan();
}

async function openForm(chosen) {
  if (year !== chosen) {
    say("Making the questions.");
    questions = form((await ask("form", { year: chosen })).sections);
    [year, context] = [chosen, null];
    find("questions").replaceChildren(...questions.parts);
  }
  find("context").hidden = context === null;
  find("year").value = chosen;
  find("form").hidden = false;
  say("The questions are below.");
}

async function judgeAnswers(toResult) {
  const mine = (turn += 1);
  const found = await ask("answers", { year, answers: questions.read(), context });
  if (mine !== turn) return;
  const first = questions.tell(found.beside);
  list([], "");
  if (!found.view) {
    find("result").hidden = find("verdict").hidden = true;
    say("Some answers cannot be taken as they are. What each takes stands beside it.");
    if (toResult) first?.focus();
    return;
  }
  show(found.view);
  if (toResult) find("result").focus();
  await plan();
}

async function reopen() {
  const found = await ask("reopen");
  await openForm(found.year);
  context = found.context;
  find("context").hidden = context === null;
  questions.write(found.answers);
  await judgeAnswers(false);
  find("form").querySelector("input, select").focus();
}

function listen() {
  const drop = find("drop");
  find("file").addEventListener("change", handled((event) => judgeFile(event.target.files[0])));
  addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
  addEventListener("dragleave", () => drop.classList.remove("over"));
  addEventListener("drop", handled((event) => {
    event.preventDefault();
    drop.classList.remove("over");
    return judgeFile(event.dataTransfer.files[0]);
  }));
  find("ask").addEventListener("click", handled(async () => {
    await openForm(find("year").value);
    find("form").querySelector("input, select").focus();
  }));
  find("form").addEventListener("submit", handled((event) => {
    event.preventDefault();
    return judgeAnswers(true);
  }));
  // Once judged, every further answer is judged as it is given.
  find("form").addEventListener("change", handled(async () => {
    if (!find("verdict").hidden) await judgeAnswers(false);
  }));
  find("documents").addEventListener("change", handled(async (event) => {
    turn += 1;
    show(await ask("open", { number: Number(event.target.value) }));
    await plan();
  }));
  find("day").addEventListener("change", handled(plan));
  find("print").addEventListener("click", () => print());
  find("reopen").addEventListener("click", handled(reopen));
  find("plan").addEventListener("click", handled(async ({ target }) => {
    if (!target.dataset.steps) return;
    const found = await ask("change", { steps: Number(target.dataset.steps) });
    target.nextElementSibling.innerHTML = found.html;
  }));
}

handled(async () => {
  try {
    ask = await library();
    const { years, today } = await ask("years");
    find("year").append(...years.map((one) => element("option", { value: one }, one)));
    find("year").value = years.find((one) => today.startsWith(one)) ?? years.at(-1);
    find("day").value = today;
  } catch {
    say("The rules could not be loaded. Please load the page again, in a browser of today.");
    return;
  }
  listen();
  find("desk").hidden = false;
  say("Ready.");
})();
