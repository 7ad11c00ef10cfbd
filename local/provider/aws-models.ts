import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { environmentFolder } from "../aws/emulator.ts";
import type { Problem } from "./problem.ts";
import { isObject, unknown } from "./values.ts";

/** A shape of an AWS service model, as botocore carries AWS's own: lengths, ranges, patterns, enumerations. */
interface ModelShape {
  type: string;
  required?: string[];
  members?: Record<string, { shape: string }>;
  member?: { shape: string };
  key?: { shape: string };
  value?: { shape: string };
  enum?: string[];
  pattern?: string;
  min?: number;
  max?: number;
}
interface ServiceModel {
  operations: Record<string, { input?: { shape: string } }>;
  shapes: Record<string, ModelShape>;
}

const models = new Map<string, ServiceModel>();

/** AWS's model of a service, from the botocore that the emulator's environment has. */
function modelOf(service: string): ServiceModel {
  const known = models.get(service);
  if (known) return known;
  const libraries = join(environmentFolder, "lib");
  const data = readdirSync(libraries)
    .map((python) => join(libraries, python, "site-packages/botocore/data", service))
    .find(existsSync);
  if (data === undefined) throw new Error(`botocore has no model of ${service}`);
  const latest = readdirSync(data).sort().at(-1) ?? "";
  const file = join(data, latest, "service-2.json");
  const text = existsSync(file) ? readFileSync(file) : gunzipSync(readFileSync(`${file}.gz`));
  const model = JSON.parse(text.toString("utf8")) as ServiceModel;
  models.set(service, model);
  return model;
}

/**
 * What in a request breaks the limits that AWS publishes in its service's model. Values not known yet are let through.
 * @param service botocore's name, e.g. "cloudwatch"
 * @param operation e.g. "PutMetricAlarm"
 * @param whole false while something is not known yet: what the request lacks may be that
 */
export function requestProblems(service: string, operation: string, input: object, whole = true): Problem[] {
  const model = modelOf(service);
  const described = model.operations[operation];
  if (!described) return [{ property: "", reason: `${service} has no operation ${operation}` }];
  const problems: Problem[] = [];
  if (described.input) check(model, described.input.shape, input, operation, problems);
  return whole ? problems : problems.filter(({ reason }) => !reason.endsWith(lacking));
}

const lacking = ", which AWS requires";

type Tell = (reason: string) => void;

/** A value of the model's shape, and where in the request it stands. */
interface Place {
  model: ServiceModel;
  shape: ModelShape;
  path: string;
  problems: Problem[];
  tell: Tell;
}

function check(model: ServiceModel, name: string, value: unknown, path: string, problems: Problem[]): void {
  if (value === unknown || value === undefined || value === null || value instanceof Uint8Array) return;
  const shape = model.shapes[name];
  if (!shape) return;
  const tell: Tell = (reason) => problems.push({ property: "", reason: `${path} ${reason}` });
  checks[shape.type]?.(value, { model, shape, path, problems, tell });
}

/** By the type of a shape; of the others (blobs, time stamps) nothing is checked. */
const checks: Readonly<Record<string, (value: unknown, place: Place) => void>> = {
  structure: checkStructure,
  list: checkList,
  map: checkMap,
  string: checkText,
  integer: checkWhole,
  long: checkWhole,
  double: checkNumber,
  float: checkNumber,
  boolean(value, { tell }) {
    if (typeof value !== "boolean") tell("must be true or false");
  },
};

function checkStructure(value: unknown, { model, shape, path, problems, tell }: Place): void {
  if (!isObject(value)) return void tell("must be an object");
  for (const required of shape.required ?? [])
    if (value[required] === undefined || value[required] === null) tell(`lacks ${required}${lacking}`);
  for (const [key, one] of Object.entries(value)) {
    const member = shape.members?.[key];
    if (member) check(model, member.shape, one, `${path}.${key}`, problems);
    else if (one !== undefined) tell(`has ${key}, which AWS does not know`);
  }
}

function checkList(value: unknown, { model, shape, path, problems, tell }: Place): void {
  if (!Array.isArray(value)) return void tell("must be a list");
  inRange(value.length, shape, "entries", tell);
  for (const [index, one] of value.entries())
    if (shape.member) check(model, shape.member.shape, one, `${path}[${index}]`, problems);
}

function checkMap(value: unknown, { model, shape, path, problems, tell }: Place): void {
  if (!isObject(value)) return void tell("must be a map");
  inRange(Object.keys(value).length, shape, "entries", tell);
  for (const [key, one] of Object.entries(value)) {
    if (shape.key) check(model, shape.key.shape, key, `${path} key "${key}"`, problems);
    if (shape.value) check(model, shape.value.shape, one, `${path}.${key}`, problems);
  }
}

function checkText(value: unknown, { shape, tell }: Place): void {
  if (typeof value !== "string") return void tell("must be text");
  inRange([...value].length, shape, "characters", tell);
  if (shape.enum && !shape.enum.includes(value)) tell(`is "${value}"; AWS takes ${shape.enum.join(", ")}`);
  if (shape.pattern && !matches(shape.pattern, value)) tell(`"${value}" does not match ${shape.pattern}`);
}

function checkWhole(value: unknown, { shape, tell }: Place): void {
  if (!Number.isInteger(value)) return void tell("must be a whole number");
  inRange(value as number, shape, "", tell);
}

function checkNumber(value: unknown, { shape, tell }: Place): void {
  if (typeof value !== "number" || !Number.isFinite(value)) return void tell("must be a number");
  inRange(value, shape, "", tell);
}

function inRange(size: number, { min, max }: ModelShape, unit: string, tell: Tell): void {
  const what = unit === "" ? `is ${size}` : `has ${size} ${unit}`;
  if (min !== undefined && size < min) tell(`${what}; AWS takes at least ${min}`);
  if (max !== undefined && size > max) tell(`${what}; AWS takes at most ${max}`);
}

const patterns = new Map<string, RegExp | undefined>();
/** Whether the whole value matches; a pattern that only Java understands is let through. */
function matches(pattern: string, value: string): boolean {
  if (!patterns.has(pattern)) patterns.set(pattern, compile(pattern));
  return patterns.get(pattern)?.test(value) ?? true;
}

function compile(pattern: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${pattern})$`, "u");
  } catch {
    try {
      return new RegExp(`^(?:${pattern})$`);
    } catch {
      return undefined;
    }
  }
}
