import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";

/** Asserts that a document is as the shipped schema docs/schemas/<name>.schema.json says: no key more, none less. */
export function assertMatchesSchema(name: string, document: unknown): void {
  const text = readFileSync(new URL(`../../docs/schemas/${name}.schema.json`, import.meta.url), "utf8");
  const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/;
  const validate = new Ajv({ allErrors: true, formats: { "date-time": dateTime } }).compile(JSON.parse(text));
  assert.ok(validate(document), JSON.stringify(validate.errors?.slice(0, 5)));
}
