// Holds ajv against expected answers, read from standard input, one JSON object a line:
//   {"bundle": {…}} or {"gate": {…}}                       the schema for what follows
//   {"facts": {…}, "broken": [["PI104", 0], …]}            every rule broken, by the number of a set
//   {"facts": {…}, "broken": […], "said": [["PI104", "…"], …]}   and the messages of those with outcome
//   {"document": {…}, "refused": true}                     whether the gate refuses it; null: it may
// Prints what was compared, and each disagreement; exits 1 where there is one.

import { createInterface } from "node:readline"
import { gate } from "./gate.mjs"
import { rules } from "./rules.mjs"
import { compiled } from "./validators.mjs"

const counts = { facts: 0, documents: 0, disagreements: 0 }
let bundle, broken, advice, refusals

// Rules without outcome, which the root does not ask: each asked of what it is over.
function adviceOf(schema) {
  const each = Object.entries(schema.$defs)
    .filter(([name, one]) => !one["x-rule"].outcome && !schema["x-left-out"].includes(name))
    .map(([name, one]) => [name, one, compiled(one)])
  return (facts) => each.flatMap(([name, one, holds]) => {
    if (one["x-rule"].over === "submission") return holds(facts.submission) ? [] : [[name, null]]
    const breaks = (set) => one["x-measures"] === undefined ? !holds(set) :
      set.data === true && one["x-measures"].some((measure) => !holds(set.measures[measure]))
    return facts.sets.flatMap((set, number) => (breaks(set) ? [[name, number]] : []))
  })
}

const sorted = (pairs) => JSON.stringify([...new Set(pairs.map((one) => JSON.stringify(one)))].sort())

function disagree(what, found, expected) {
  counts.disagreements += 1
  if (counts.disagreements < 10) console.log(JSON.stringify({ what, found, expected }))
}

function compare(line) {
  if (line.bundle !== undefined) {
    bundle = line.bundle
    broken = rules(bundle)
    advice = adviceOf(bundle)
  } else if (line.gate !== undefined) {
    refusals = gate(line.gate)
  } else if (line.facts !== undefined) {
    counts.facts += 1
    const several = broken(line.facts)
    const found = several.map(({ rule, set }) => [rule, set])
    if (line.said !== undefined) {
      const said = several.flatMap((one) => one.findings.map(({ message }) => [one.rule, message]))
      if (sorted(said) !== sorted(line.said)) disagree("said", said, line.said)
    }
    if (line.facts.submission.performanceYear !== undefined) found.push(...advice(line.facts))
    const expected = line.facts.submission.performanceYear !== undefined ? line.broken :
      line.broken.filter(([rule]) => bundle.$defs[rule]["x-rule"].outcome)
    if (sorted(found) !== sorted(expected)) disagree("broken", found, expected)
  } else {
    counts.documents += 1
    const found = refusals(line.document)
    if (line.refused !== null && found.length > 0 !== line.refused) disagree("refused", found, line.refused)
    const unfilled = found.filter(({ message, fix }) => /\{\w+\}/.test(message + fix))
    if (unfilled.length) disagree("words with braces", unfilled, [])
  }
}

for await (const line of createInterface({ input: process.stdin })) compare(JSON.parse(line))
console.log(JSON.stringify(counts))
process.exitCode = counts.disagreements || counts.facts + counts.documents === 0 ? 1 : 0
