// The form of a year, made of the library's questions. It knows kinds of answers and no law.
import { element } from "./dom.js";

const NOT_ANSWERED = ["", "Not answered"];

function choice(id, options, described) {
  const select = element("select", { id, name: id, "aria-describedby": described });
  for (const [value, words] of [NOT_ANSWERED, ...options]) {
    select.append(element("option", { value }, words));
  }
  return select;
}

// One control, with how its answer is read and written.
function single(question, id, described) {
  const date = question.kind === "date";
  const control = question.options.length
    ? choice(id, question.options, described)
    : element("input", { id, name: id, type: date ? "date" : "text", "aria-describedby": described });
  return {
    parts: [control],
    read: () => control.value,
    write: (value) => { control.value = value; },
  };
}

// Two counts, and in their place an exclusion where there is one.
function counts(question, id, described) {
  const [over, under] = ["Numerator", "Denominator"].map((name) =>
    element("input", { id: `${id}.${name}`, inputmode: "numeric", "aria-describedby": described }));
  const instead = question.options.length ? choice(`${id}.instead`, question.options, described) : null;
  const labelled = (words, control) =>
    control && element("label", {}, element("span", {}, words), " ", control);
  return {
    parts: [
      element(
        "div", { class: "counts" },
        labelled("Numerator", over), labelled("Denominator", under),
        labelled("Or in their place", instead),
      ),
    ],
    read: () => {
      if (instead && instead.value) return instead.value;
      return over.value || under.value ? `${over.value}/${under.value}` : "";
    },
    write: (value) => {
      const pair = value.includes("/");
      [over.value, under.value] = pair ? value.split("/") : ["", ""];
      if (instead) instead.value = pair ? "" : value;
    },
  };
}

function asked(question, fields) {
  const id = question.field;
  const several = question.kind === "proportion";
  const described = `${id}.help ${id}.beside`;
  const control = (several ? counts : single)(question, id, described);
  const beside = element("p", { id: `${id}.beside`, class: "beside", hidden: true });
  const words = question.label + (question.required ? " (needed)" : "");
  const title = several ? element("legend", {}, words) : element("label", { for: id }, words);
  const help = element("p", { id: `${id}.help`, class: "note" }, question.help, " ");
  help.append(element("code", {}, question.field));
  const whole = element(
    several ? "fieldset" : "div", { class: "question" }, title, help, ...control.parts, beside,
  );
  fields.set(id, { ...control, whole, beside });
  return whole;
}

// The parts of the form, how all answers are read and written, and what is said beside them.
export function form(sections) {
  const fields = new Map();
  const parts = sections.map((section) =>
    element(
      "fieldset", { class: "topic" },
      element("legend", {}, section.title),
      ...section.questions.map((question) => asked(question, fields)),
    ));
  return {
    parts,
    read: () => Object.fromEntries([...fields].map(([name, field]) => [name, field.read()])),
    write: (answers) => {
      for (const [name, field] of fields) field.write(answers[name] ?? "");
    },
    // `told` is what is wrong by field; the first control that it is about is given back.
    tell: (told) => {
      let first = null;
      for (const [name, { whole, beside }] of fields) {
        const words = told[name];
        whole.classList.toggle("told", Boolean(words));
        beside.hidden = !words;
        beside.textContent = words ?? "";
        if (words) first ??= whole.querySelector("input, select");
      }
      return first;
    },
  };
}
