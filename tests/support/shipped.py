"""The schemas, policies, rules and examples as their files have them, each read once."""

from support.cases import EXAMPLES, POLICY, SCHEMAS, Json, read_json

BASE = "https://mips-pi-rules.dev/"
YEAR = f"{BASE}year"
PARAMETER = f"{YEAR}#/$defs/"
NAMES = ("submission", "facts", "context", "policy", "rule", "report")
SCHEMA: dict[str, Json] = {name: read_json(SCHEMAS / f"{name}.schema.json") for name in NAMES}
POLICIES: dict[int, Json] = {int(f.stem): read_json(f) for f in sorted(POLICY.glob("*.json"))}
RULES: dict[str, Json] = {f.stem: read_json(f) for f in sorted((SCHEMAS / "rules").glob("*.json"))}
BY_ID = {rule["x-rule"]["id"]: rule for rule in RULES.values()}
CASES: dict[str, Json] = {
    f"{file.parent.name}/{file.stem}": read_json(file)["submission"]
    for file in sorted(EXAMPLES.glob("20*/*.json"))
}
