// Which rules of a year the facts of a submission break, in words.
//
//   mips-pi schema bundle 2025 > bundle-2025.json
//   mips-pi facts submission.json > facts.json
//   node rules.mjs bundle-2025.json facts.json

import { fileURLToPath } from "node:url"
import { at, compiled, filled, read } from "./validators.mjs"

/** A function from facts to the rules they break: rule, set, measure and what is found. */
export function rules(bundle) {
  const validate = compiled(bundle)
  return (facts) => (validate(facts) ? [] : broken(bundle, facts, validate.errors))
}

function broken(bundle, facts, errors) {
  const found = new Map()
  for (const error of errors) {
    const rule = /\$defs\/(PI\d{3})\//.exec(error.schemaPath)?.[1]
    if (rule === undefined) continue // the way there, or another year than the bundle's
    const [, sets, number, measures, name] = error.instancePath.split("/")
    const set = sets === "sets" ? Number(number) : null
    const about = bundle.$defs[rule]["x-rule"].over === "measure" && measures === "measures"
    const one = { rule, set, measure: about ? name : null }
    found.set(JSON.stringify(one), one)
  }
  return [...found.values()].map((one) => ({ ...one, findings: findings(bundle, facts, one) }))
}

/** What is found of a broken rule: message, fix and, of a defect, the pointer into the document. */
export function findings(bundle, facts, { rule, set, measure }) {
  const said = bundle.$defs[rule]["x-rule"]
  const over = set === null ? facts.submission : facts.sets[set]
  if (said.defect !== undefined) {
    return over.defects[said.defect].map((one) => worded(said, { ...one.values }, one.at, over))
  }
  return [worded(said, {}, null, over, measure)]
}

function worded(said, given, pointer, over, measure) {
  const value = (name) => {
    if (name in given) return given[name]
    const one = said.values[name]
    if (typeof one === "string" && one.startsWith("/facts/")) return at(over, one.slice(6)) ?? []
    if (typeof one === "string" && one.startsWith("/record/")) {
      return at(over.measures[measure], one.slice(7)) ?? []
    }
    return one !== null && typeof one === "object" && !Array.isArray(one) ? one[measure] : one
  }
  return { pointer, message: filled(said.message, value), fix: filled(said.fix, value) }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [schema, file] = process.argv.slice(2)
  if (!file) {
    console.error("node rules.mjs BUNDLE.json FACTS.json")
    process.exit(2)
  }
  const bundle = read(schema)
  const found = rules(bundle)(read(file))
  for (const { rule, findings: several } of found) {
    for (const { message, fix } of several) {
      console.log(`${rule} ${bundle.$defs[rule]["x-rule"].outcome}\n  ${message}\n  ${fix}`)
    }
  }
  if (found.length === 0) console.log("No rule with an outcome is broken.")
  process.exitCode = found.length ? 1 : 0
}
