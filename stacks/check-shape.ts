import * as z from "zod";
import { nearest } from "../registry/nearest.ts";
import { at, didYouMean, listed, type Problems, show } from "./config-error.ts";

/**
 * A value of a shape as far as it is right: an object's wrong optional fields are left out, an object with a wrong
 * required field is left out whole, and a list keeps `undefined` in the place of a wrong item.
 */
export type Checked<T> = T extends readonly (infer Item)[]
  ? (Checked<Item> | undefined)[]
  : T extends object
    ? { [Key in keyof T]: Checked<T[Key]> }
    : T;

/**
 * Checks a value against a shape, part by part, so that one wrong part does not hide another.
 * @returns what is right of the value; undefined when nothing is
 */
export const checkShape = <S extends z.ZodType>(
  schema: S,
  value: unknown,
  path: string,
  problems: Problems,
): Checked<z.output<S>> | undefined =>
  check(schema, value, { path, key: "", allowed: undefined, problems }) as Checked<z.output<S>> | undefined;

interface Place {
  path: string;
  /** the key that an example is shown with; empty in a list */
  key: string;
  /** what the nearest enclosing shape says is allowed, where the value's own says nothing */
  allowed: Allowed | undefined;
  problems: Problems;
}
interface Allowed {
  errorMessage: string;
  examples: readonly unknown[];
  /** the key the example belongs to */
  key: string;
}

function check(schema: z.core.$ZodType, value: unknown, outer: Place): unknown {
  const place = { ...outer, allowed: allowedBy(schema, outer.key) ?? outer.allowed };
  if (schema instanceof z.ZodOptional) return check(schema.unwrap(), value, place);
  if (schema instanceof z.ZodUnion) {
    const fitting = schema.options.filter((option) => kindsOf(option).includes(kindOf(value)));
    const [only, ...more] = fitting;
    // A single word has less to say about what is wrong than the whole union.
    if (only && more.length === 0 && !(only instanceof z.ZodLiteral)) return check(only, value, place);
    const meant = isMap(value) && mapMeant(fitting, value);
    if (meant) return check(meant, value, place);
  }
  if (schema instanceof z.ZodObject && isMap(value)) return checkObject(schema, value, place);
  if (schema instanceof z.ZodRecord && isMap(value)) return checkRecord(schema, value, place);
  if (schema instanceof z.ZodArray && Array.isArray(value) && value.length > 0) {
    return value.map((item, index) => check(schema.element, item, { ...place, path: at(place.path, index), key: "" }));
  }
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  refuse(schema, value, place);
  return undefined;
}

/** Which of several kinds of map a value is meant to be: the one whose own keys it has, else one of any keys. */
const mapMeant = (maps: readonly z.core.$ZodType[], value: Record<string, unknown>): z.core.$ZodType | undefined =>
  maps.find((map) => map instanceof z.ZodObject && Object.keys(map.shape).some((key) => Object.hasOwn(value, key))) ??
  maps.find((map) => map instanceof z.ZodRecord);

function checkObject(schema: z.ZodObject, value: Record<string, unknown>, place: Place): unknown {
  const keys = Object.keys(schema.shape);
  for (const key of Object.keys(value)) {
    if (keys.includes(key)) continue;
    place.problems.add(
      at(place.path, key),
      value[key],
      `is not a key ${place.path === "" ? "of the config" : `of ${place.path}`}; the keys are ${listed(keys)}`,
      didYouMean(nearest(key, keys), "remove it"),
    );
  }
  const right: [string, unknown][] = [];
  let whole = true;
  for (const [key, field] of Object.entries(schema.shape)) {
    const optional = field instanceof z.ZodOptional;
    const given = Object.hasOwn(value, key) ? value[key] : undefined;
    if (given === undefined && optional) continue;
    const checked = check(field, given, { ...place, path: at(place.path, key), key, allowed: undefined });
    if (checked !== undefined) right.push([key, checked]);
    else if (!optional) whole = false;
  }
  return whole ? Object.fromEntries(right) : undefined;
}

function checkRecord(schema: z.ZodRecord, value: Record<string, unknown>, place: Place): unknown {
  const right: [string, unknown][] = [];
  for (const [key, item] of Object.entries(value)) {
    const path = at(place.path, key);
    const named = z.safeParse(schema.keyType, key).success;
    if (!named) {
      const allowed = allowedBy(schema.keyType, "");
      place.problems.add(path, key, allowed?.errorMessage ?? "is not a key here", exampleOf(allowed));
    }
    const checked = check(schema.valueType, item, { ...place, path, key });
    if (named && checked !== undefined) right.push([key, checked]);
  }
  return Object.fromEntries(right);
}

/** Tells what is allowed, and the nearest of it. */
function refuse(schema: z.core.$ZodType, value: unknown, { path, allowed, problems }: Place): void {
  const choices = schema instanceof z.ZodEnum || schema instanceof z.ZodLiteral ? choicesOf(schema) : [];
  const words = choices.filter((choice) => typeof choice === "string");
  const numbers = choices.filter((choice) => typeof choice === "number");
  const message =
    words.length > 1 ? `must be ${listed(words, "or")}` : (allowed?.errorMessage ?? "is not allowed here");
  problems.add(path, value, message, fixFor(value, words, numbers, schema, allowed) ?? exampleOf(allowed));
}

function exampleOf(allowed: Allowed | undefined): string {
  if (!allowed) return "remove it";
  return `for example ${allowed.key === "" ? "" : `${allowed.key}: `}${show(allowed.examples[0])}`;
}

function fixFor(
  value: unknown,
  words: readonly string[],
  numbers: readonly number[],
  schema: z.core.$ZodType,
  allowed: Allowed | undefined,
): string | undefined {
  if (typeof value === "string" && words.length > 1) {
    const near = nearest(value, words);
    return near.length > 0 ? didYouMean(near, "") : undefined;
  }
  if (typeof value === "number" && numbers.length > 1) {
    const closest = numbers.reduce((best, next) => (Math.abs(next - value) < Math.abs(best - value) ? next : best));
    return `write ${closest}, the nearest`;
  }
  const takes = (other: unknown) => z.safeParse(schema, other).success;
  const rewritten = typeof value === "string" ? plainValue(value, takes) : undefined;
  if (rewritten !== undefined) return rewritten;
  if (typeof value === "number" && schema instanceof z.ZodString && takes(String(value)))
    return `write it in quotes: "${value}"`;
  if (takes([value])) return `write a list: ${allowed?.key ? `${allowed.key}: ` : ""}${show([value])}`;
  return undefined;
}

/** How to write a text that stands for a number or a boolean. */
function plainValue(value: string, takes: (other: unknown) => boolean): string | undefined {
  if (/^\d+(\.\d+)?$/.test(value) && takes(Number(value))) return `write ${value} without quotes`;
  const share = /^\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(value)?.[1];
  if (share !== undefined && takes(Number(share))) return `write ${share}, without the %`;
  if (!(takes(true) && takes(false))) return undefined;
  if (/^(y|yes|on)$/i.test(value)) return "write true";
  if (/^(n|no|off)$/i.test(value)) return "write false";
  return undefined;
}

function allowedBy(schema: z.core.$ZodType, key: string): Allowed | undefined {
  const meta = z.globalRegistry.get(schema) as Partial<Allowed> | undefined;
  if (!meta?.errorMessage) return undefined;
  return { errorMessage: meta.errorMessage, examples: meta.examples ?? [], key };
}

type Kind = "null" | "list" | "map" | "text" | "number" | "boolean" | "nothing";

function kindOf(value: unknown): Kind {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  switch (typeof value) {
    case "string":
      return "text";
    case "number":
    case "boolean":
      return typeof value as Kind;
    case "object":
      return "map";
    default:
      return "nothing";
  }
}

const isMap = (value: unknown): value is Record<string, unknown> => kindOf(value) === "map";

const choicesOf = (schema: z.ZodEnum | z.ZodLiteral): unknown[] =>
  schema instanceof z.ZodEnum ? schema.options : [...schema.values];

/** The kinds of value that a schema could take. */
function kindsOf(schema: z.core.$ZodType): Kind[] {
  if (schema instanceof z.ZodOptional) return kindsOf(schema.unwrap());
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(kindsOf);
  if (schema instanceof z.ZodLiteral) return [...new Set([...schema.values].map(kindOf))];
  if (schema instanceof z.ZodObject || schema instanceof z.ZodRecord) return ["map"];
  if (schema instanceof z.ZodArray) return ["list"];
  if (schema instanceof z.ZodNumber) return ["number"];
  if (schema instanceof z.ZodBoolean) return ["boolean"];
  if (schema instanceof z.ZodNull) return ["null"];
  return ["text"];
}
