import type { Scope } from "../words/words.ts";

/** What Bedrock's lists show of ids: data that an id is read by. */
export interface KnownIds {
  /** first parts of models' ids: "anthropic" */
  vendors: ReadonlySet<string>;
  /** of geographic profiles in any Region: "us", "eu" … */
  prefixes: ReadonlySet<string>;
}

/** What an id says by itself. */
export interface ReadId {
  modelId: string;
  /** of a profile: "us", "global" … */
  prefix?: string;
  /** a bare id may also be called on mantle: nothing in it says so */
  scope: Exclude<Scope, "mantle">;
}

/** The prefix of the one profile that has no geography. */
export const globalPrefix = "global";

/**
 * The characters of the ids that Bedrock lists: small letters, digits and dashes, in parts between dots and colons, and
 * at least one dot. Bedrock's own pattern for a model's identifier allows more: ARNs and custom models.
 */
const wellFormed = /^[a-z0-9-]+\.[a-z0-9-]+(?:[.:][a-z0-9-]+)*$/;

/** The longest id that the API takes of a system-defined profile; a model's are shorter. API_GetInferenceProfile */
const longestId = 255;

/**
 * Reads an id that no list is known to have. A first part that is no vendor, before a vendor, is a profile's geography,
 * also one that is new.
 * @returns undefined for what can be no id
 */
export function readModelId(text: string, { vendors, prefixes }: KnownIds): ReadId | undefined {
  if (text.length > longestId || !wellFormed.test(text)) return undefined;
  const dot = text.indexOf(".");
  const [first, rest] = [text.slice(0, dot), text.slice(dot + 1)];
  const isProfile =
    rest.includes(".") &&
    !vendors.has(first) &&
    (first === globalPrefix || prefixes.has(first) || vendors.has(rest.slice(0, rest.indexOf("."))));
  if (!isProfile) return { modelId: text, scope: "on-demand" };
  return { modelId: rest, prefix: first, scope: first === globalPrefix ? "global" : "cross-region" };
}

/** Why a text can be no model's id and what to write; undefined where it can be one. */
export function whyNoId(text: string, known: KnownIds): { message: string; fix: string } | undefined {
  if (readModelId(text, known)) return undefined;
  const write = (id: string): string =>
    readModelId(id, known)
      ? `write ${JSON.stringify(id)}`
      : "write a model's id, such as those that headroom quotas lists";
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    return {
      message: "begins as an address does: a model's id has no scheme",
      fix: write(text.slice(text.indexOf("://") + 3)),
    };
  }
  if (/^\d{12}$/.test(text)) {
    return {
      message: "is an account's id, no model's",
      fix: "write a model's id: a stack monitors the account it is deployed in",
    };
  }
  if (/\s/.test(text)) {
    return { message: "has spaces in it: a model's id has none", fix: write(text.replaceAll(/\s+/g, "")) };
  }
  if (text.includes("/")) {
    return { message: "has a / in it: a model's id has none", fix: write(text.slice(text.lastIndexOf("/") + 1)) };
  }
  if (text !== text.toLowerCase()) {
    return { message: "has capitals in it: a model's id has none", fix: write(text.toLowerCase()) };
  }
  return {
    message: "is no model's id: those are a vendor, a dot and a name, of small letters, digits and - . :",
    fix: "write a model's id, a system-defined profile's id or a pattern",
  };
}
