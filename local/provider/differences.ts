import { isDeepStrictEqual } from "node:util";
import { isArchive, isAsset, isObject, type Properties } from "./values.ts";

export interface Difference {
  /** path of the innermost input that differs, e.g. "metricQueries[2].expression" */
  path: string;
  kind: "add" | "delete" | "update";
}

/**
 * What differs between two sets of inputs, innermost paths first come first served. Archives differ by their hash, and
 * JSON text by its meaning. Keys that start with "__" are the engine's own.
 * @param jsonInputs inputs that are JSON text
 */
export const differences = (before: Properties, after: Properties, jsonInputs: readonly string[] = []): Difference[] =>
  Object.keys({ ...before, ...after })
    .filter((key) => !key.startsWith("__"))
    .flatMap((key) =>
      jsonInputs.includes(key) && isDeepStrictEqual(parsed(before[key]), parsed(after[key]))
        ? []
        : valueDifferences(before[key], after[key], key),
    );

function valueDifferences(before: unknown, after: unknown, path: string): Difference[] {
  const [old, now] = [before ?? undefined, after ?? undefined];
  if (old === undefined && now === undefined) return [];
  if (old === undefined) return [{ path, kind: "add" }];
  if (now === undefined) return [{ path, kind: "delete" }];
  if (isArchive(old) || isAsset(old)) {
    const same = (isArchive(now) || isAsset(now)) && now.hash === old.hash;
    return same ? [] : [{ path, kind: "update" }];
  }
  if (Array.isArray(old) && Array.isArray(now))
    return Array.from({ length: Math.max(old.length, now.length) }).flatMap((_, index) =>
      valueDifferences(old[index], now[index], `${path}[${index}]`),
    );
  if (isObject(old) && isObject(now))
    return Object.keys({ ...old, ...now }).flatMap((key) =>
      valueDifferences(old[key], now[key], /^\w+$/.test(key) ? `${path}.${key}` : `${path}["${key}"]`),
    );
  return isDeepStrictEqual(old, now) ? [] : [{ path, kind: "update" }];
}

function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** The input that a path belongs to. */
export const inputOf = (path: string): string => /^[^.[]*/.exec(path)?.[0] ?? path;
