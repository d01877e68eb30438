// Before a form is sent: what a year's gate refuses of a QPP document, in words.
//
//   mips-pi schema gate 2025 > gate-2025.json
//   node gate.mjs gate-2025.json submission.json

import { fileURLToPath } from "node:url"
import { at, compiled, read } from "./validators.mjs"

/** A function from a document to what is refused: rule, outcome, pointer, message and fix. */
export function gate(schema) {
  const validate = compiled(schema)
  return (document) => (validate(document) ? [] : refusals(document, validate.errors))
}

// Of the errors those count that have a rule beside what fails; the others lead there.
const refusals = (document, errors) =>
  errors.filter((error) => error.parentSchema["x-rule"]).map((error) => {
    const { id, outcome, message, fix } = error.parentSchema["x-rule"]
    const said = (words) => words.replace(/\{(\w+)\}/g, (all, name) =>
      fieldNear(document, error.instancePath, name) ?? fieldOf(document, name) ?? all)
    return { rule: id, outcome, pointer: error.instancePath, message: said(message), fix: said(fix) }
  })

// A name in braces is a field of the document: in the row, in its set or above.
function fieldNear(document, pointer, name) {
  for (let here = pointer; ; here = here.slice(0, here.lastIndexOf("/"))) {
    const found = at(document, here)?.[name]
    if ((found !== undefined && found !== null) || here === "") return found
  }
}

// What is about several parts is refused at the document: its fields stand below. No program is mips.
function fieldOf(document, name) {
  const sets = Array.isArray(document.measurementSets) ? document.measurementSets : []
  const parts = [document.submission, ...sets.filter((one) => one?.category === "pi")]
  const found = parts.map((one) => one?.[name]).find((one) => one !== undefined && one !== null)
  return found ?? (name === "programName" ? "mips" : undefined)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [schema, file] = process.argv.slice(2)
  if (!file) {
    console.error("node gate.mjs GATE.json SUBMISSION.json")
    process.exit(2)
  }
  const found = gate(read(schema))(read(file))
  for (const one of found) {
    console.log(`${one.rule} ${one.outcome} ${one.pointer}\n  ${one.message}\n  ${one.fix}`)
  }
  if (found.length === 0) console.log("The gate lets it pass.")
  process.exitCode = found.length ? 1 : 0
}
