import { nearest } from "../registry/nearest.ts";
import { listed, type Problems, show } from "./config-error.ts";
import { configShape } from "./shapes.ts";

/** Prefix of the project's keys in a stack file: the project's name in Pulumi.yaml. */
export const configNamespace = "bedrock-headroom";

/** The config key for the stack's Region, in the AWS provider's namespace. */
export const regionKey = "aws:region";

/** The config key for the AWS profile that the provider takes its credentials from. */
export const profileKey = "aws:profile";
/** The tags that the AWS provider gives to everything, in its own namespace. */
export const defaultTagsKey = "aws:defaultTags";

/** The keys of the provider's default tags: `{ tags: { team: … } }`, as Pulumi hands it over. Others' to check: told are none. */
export function defaultTagKeys(text: string): string[] {
  try {
    const { tags } = JSON.parse(text) as { tags?: unknown };
    return typeof tags === "object" && tags !== null && !Array.isArray(tags) ? Object.keys(tags) : [];
  } catch {
    return [];
  }
}

/**
 * Sorts out a config key as it is written, also in Pulumi's old spelling `project:config:key`.
 * @returns the key without the project's prefix; undefined for other projects' keys. One that seems to be ours and
 * misspelt is told: Pulumi would pass over it in silence
 */
export function ownKey(name: string, problems: Problems): string | undefined {
  const colon = name.indexOf(":");
  if (colon < 0) return name;
  const namespace = name.slice(0, colon);
  const key = name.slice(colon + 1).replace(/^config:/, "");
  if (namespace === configNamespace) return key;
  if (isMisspelt(namespace, key)) {
    const right = `${configNamespace}:${key}`;
    problems.add(name, undefined, `is not read: this project's keys begin with ${configNamespace}:`, `write ${right}`);
  }
  return undefined;
}

/** A part of our name, such as "bedrock", may be another package's: it is a slip only before one of our keys. */
function isMisspelt(namespace: string, key: string): boolean {
  if (nearest(namespace, [configNamespace]).length === 0) return false;
  return !configNamespace.includes(namespace.toLowerCase()) || Object.keys(configShape.shape).includes(key);
}

/** Deeper than any setting by far. What walks through a value may call itself for each level. */
const deepest = 30;

/**
 * The value behind the text that Pulumi hands to a program: scalars are the text itself, lists and maps are JSON.
 * @param key tells where, if the value can't be used
 * @returns the text where it is no list or map, so that `all` stays a word; null for a key with nothing behind it
 */
export function valueOfText(key: string, text: string, problems: Problems): unknown {
  if (text === "null") return null;
  if (!/^\s*[[{]/.test(text)) return text;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text;
  }
  if (isDeeperThan(value, deepest)) {
    problems.add(key, value, `is nested more than ${deepest} levels deep`, "write it as the README shows");
    return null;
  }
  const twice = keysWritten(text) - keysHeld(value);
  if (twice > 0) problems.add(key, value, "holds a key twice in one map", "remove one of the two");
  return value;
}

/** Level by level, so that it needs no stack however deep the value is. */
function isDeeperThan(value: unknown, levels: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > levels) return true;
    level = level.flatMap((item) => (typeof item === "object" && item !== null ? Object.values(item) : []));
  }
  return false;
}

/** How many keys stand in a JSON text; of two that are the same, JSON.parse keeps the last and says nothing. */
const keysWritten = (json: string): number =>
  Array.from(json.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)).filter(([, colon]) => colon !== undefined).length;

const keysHeld = (value: unknown): number => {
  if (typeof value !== "object" || value === null) return 0;
  const items = Object.values(value);
  return (Array.isArray(value) ? 0 : items.length) + items.reduce((sum: number, item) => sum + keysHeld(item), 0);
};

/** Tells of a value that is encrypted: the settings are shown in plans and reports, so none of them can be secret. */
export function tellEncrypted(key: string, stack: string, problems: Problems): void {
  problems.add(
    key,
    "[secret]",
    "is encrypted; settings are shown in plans and dashboards, so none of them is a secret",
    // A command to copy names no key that the shell might read otherwise.
    /^[\w:.-]+$/.test(key)
      ? `set it in plain: pulumi config set ${key} <value> --plaintext --stack ${stack}`
      : "remove it",
  );
}

/** Tells of a key that stands in the config in several spellings: which of them counts is chance. */
export function tellTwice(key: string, names: readonly string[], problems: Problems): void {
  problems.add(
    key,
    undefined,
    `is written as ${listed(names.map(show))}, which are one key`,
    `keep ${configNamespace}:${key} alone`,
  );
}
