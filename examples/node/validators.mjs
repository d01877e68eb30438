// The schemas that `mips-pi schema gate YEAR` and `mips-pi schema bundle YEAR` print, with ajv:
//
//   npm install

import { readFileSync } from "node:fs"
import Ajv from "ajv/dist/2020.js"

export const read = (file) => JSON.parse(readFileSync(file, "utf8"))

/** A validator: all errors, with the part of the schema that fails beside each. */
export function compiled(schema) {
  const ajv = new Ajv({ strict: true, allErrors: true, verbose: true })
  for (const word of ["x-rule", "x-measures", "x-left-out", "x-beyond"]) ajv.addKeyword(word)
  return ajv.compile(schema)
}

/** What stands at a JSON Pointer, undefined where nothing does. */
export function at(value, pointer) {
  const steps = pointer.split("/").slice(1)
  return steps.reduce(
    (here, step) => here?.[step.replaceAll("~1", "/").replaceAll("~0", "~")], value)
}

/** Words with the values of the names in their braces; two braces stand for one. */
export function filled(words, value) {
  const said = (found) => (Array.isArray(found) ? found.join(", ") || "none" : String(found))
  return words.replace(/\{\{|\}\}|\{(\w+)\}/g, (all, name) => (name ? said(value(name)) : all[0]))
}
