import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
} from "yaml";
import type { StackConfig } from "./config.ts";
import { ConfigError, collectProblems, type Problems, stackFile } from "./config-error.ts";
import {
  defaultTagKeys,
  defaultTagsKey,
  ownKey,
  profileKey,
  regionKey,
  tellEncrypted,
  tellTwice,
  valueOfText,
} from "./config-text.ts";

/**
 * The config in a Pulumi.<stack>.yaml, for `readSettings`: the same as `readPulumiConfig` reads in a running program.
 * @param text the file's text
 * @throws ConfigError when it is no YAML, or a value is encrypted, nested too deeply, or read by Pulumi in another way
 */
export function readStackFile(stack: string, text: string): StackConfig {
  const problems = collectProblems();
  const failed = () => new ConfigError(stack, problems.list, problems.untold);
  const deepLine = lineTooDeep(text);
  if (deepLine !== undefined) {
    problems.add(`line ${deepLine}`, undefined, tooDeep, "close the brackets, or write it as the README shows");
    throw failed();
  }
  const document = parsed(text, stack, problems);
  if (problems.list.length > 0) throw failed();

  const values = new Map<string, unknown>();
  const ofAws = new Map<string, string>();
  const takeText = (key: string, value: string) => {
    if (isKeyOfAws(key)) ofAws.set(key, value);
    else values.set(key, valueOfText(key, value, problems));
  };
  const spellings = new Map<string, string[]>();
  const entries = configOf(document, problems);
  for (const [name, written] of entries) {
    const key = isKeyOfAws(name) ? name : ownKey(name, problems);
    if (key === undefined) continue;
    spellings.set(key, [...(spellings.get(key) ?? []), name]);
    const value = textOf(key, written, document, problems);
    if (value === undefined) continue;
    if (!isEncrypted(value)) takeText(key, value);
    // Pulumi alone can read it. Without it the SDK chooses as where none is set; --profile names one.
    else if (key !== profileKey) tellEncrypted(key, stack, problems);
  }
  for (const [key, names] of spellings) if (names.length > 1) tellTwice(key, names, problems);
  if (problems.list.length > 0) throw failed();
  const profile = ofAws.get(profileKey);
  return {
    stack,
    region: ofAws.get(regionKey),
    ...(profile && { profile }),
    values: Object.fromEntries(values),
    ...defaultTagsOf(entries, document),
  };
}

const isKeyOfAws = (name: string): boolean => name === regionKey || name === profileKey;

/** The file's YAML, and a problem for each thing that makes it none, or another one for Pulumi. */
function parsed(text: string, stack: string, problems: Problems): Document {
  const lineCounter = new LineCounter();
  // The parser's own search for keys that stand twice compares each with each.
  const document = parseDocument(text, { merge: true, uniqueKeys: false, lineCounter });
  for (const error of document.errors) tellUnreadable(error, stack, problems);
  if (problems.list.length === 0) tellKeysTwice(document, lineCounter, problems);
  return document;
}

const tooDeep = "is nested too deeply to be read";

/** More open brackets than any config has, and fewer than take the reader a second. */
const mostOpen = 1000;

/** The first line in which too many brackets are open. Those in texts and comments count too: they come in pairs. */
function lineTooDeep(text: string): number | undefined {
  let open = 0;
  let line = 1;
  for (const [mark] of text.matchAll(/[[{\]}\n]/g)) {
    if (mark === "\n") line += 1;
    else open = mark === "[" || mark === "{" ? open + 1 : Math.max(0, open - 1);
    if (open > mostOpen) return line;
  }
  return undefined;
}

function tellUnreadable({ code, message, linePos }: YAMLError, stack: string, problems: Problems): void {
  const [start] = linePos ?? [];
  const where = start ? `line ${start.line}, column ${start.col}` : stackFile(stack);
  const [first = ""] = message.split("\n");
  const why = first.replace(/ at line \d+, column \d+:?$/, "");
  const mend = "mend the file there";
  if (/call stack/.test(why)) problems.add(where, undefined, tooDeep, mend);
  else if (code === "MULTIPLE_DOCS")
    problems.add(where, undefined, "begins a second document; a stack file is one", "remove the line ---");
  else problems.add(where, undefined, `is not YAML: ${why}`, mend);
}

/** Pulumi's reader refuses a map with a key twice, in whatever part of the file. */
function tellKeysTwice(document: Document, lineCounter: LineCounter, problems: Problems): void {
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        const { line, col } = lineCounter.linePos(key.range?.[0] ?? 0);
        if (seen.has(key.value))
          problems.add(
            `line ${line}, column ${col}`,
            key.source,
            "is a key that the map has already",
            "remove one of the two",
          );
        seen.add(key.value);
      }
    },
  });
}

/** The entries of the file's `config`, each with its key's text. */
function configOf(document: Document, problems: Problems): [string, Node | null][] {
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) return [];
  if (!isMap(contents)) {
    problems.add("config", undefined, "is missing: the file is no map", "begin the file with config:");
    return [];
  }
  const config = resolved(contents.get("config", true) as Node | undefined, document);
  if (config === undefined || (isScalar(config) && config.value === null)) return [];
  if (!isMap(config)) {
    problems.add(
      "config",
      isScalar(config) ? config.value : "a list",
      "must be a map",
      "for example config: { aws:region: us-east-1 }",
    );
    return [];
  }
  return config.items.flatMap(({ key, value }): [string, Node | null][] => {
    if (isScalar(key) && typeof key.value !== "symbol") return [[String(key.value), value as Node | null]];
    const found = isScalar(key) ? key.source : String(key);
    problems.add("config", found, "is no key: those are plain words here", "write the keys and their values out");
    return [];
  });
}

const resolved = (node: Node | null | undefined, document: Document): Node | undefined =>
  (isAlias(node) ? node.resolve(document) : node) ?? undefined;

/**
 * What Pulumi makes of a value: a scalar keeps its text as written, nothing is the empty text, a list or map is JSON.
 * pulumi/pulumi sdk/go/common/resource/config/value.go, unmarshalValue
 * @returns undefined, and a problem, for what can't be written out
 */
function textOf(key: string, written: Node | null, document: Document, problems: Problems): string | undefined {
  const node = resolved(written, document);
  if (isAlias(written) && node === undefined) {
    problems.add(key, `*${written.source}`, "is an alias of an anchor that is nowhere above", "write the value out");
    return undefined;
  }
  if (node === undefined || (isScalar(node) && node.value === null)) return "";
  if (!readsAlike(key, node, document, problems)) return undefined;
  if (isScalar(node)) return node.source ?? String(node.value);
  try {
    // JSON has no infinite numbers and would make them null, which switches a setting off.
    return JSON.stringify(node.toJS(document), (_, value) =>
      typeof value === "number" && !Number.isFinite(value) ? String(value) : value,
    );
  } catch {
    problems.add(key, "[alias]", "holds itself, or aliases without end", "write the values out");
    return undefined;
  }
}

function defaultTagsOf(entries: readonly [string, Node | null][], document: Document): { defaultTags?: string[] } {
  const [, written] = entries.findLast(([name]) => name === defaultTagsKey) ?? [];
  const defaultTags = defaultTagKeys(jsonOf(written, document));
  return defaultTags.length === 0 ? {} : { defaultTags };
}

/** A value of another namespace as JSON; nothing of one that can't be written out, which its own reader tells of. */
function jsonOf(written: Node | null | undefined, document: Document): string {
  const node = resolved(written, document);
  if (isScalar(node)) return String(node.value);
  try {
    return JSON.stringify(node?.toJS(document)) ?? "";
  } catch {
    return "";
  }
}

/**
 * Plain words that Pulumi's YAML reader takes for something else than YAML 1.2 does: octal numbers (012), underscores
 * and binary digits in numbers, dates. go-yaml/yaml v3, resolve.go
 */
const readInTwoWays =
  /^[-+]?(0\d+|0b[01_]+|\d[\d_]*_[\d_.]*|0x[\da-f_]*_[\da-f_]*)$|^\d{4}-\d{1,2}-\d{1,2}([Tt\s].*)?$/i;

/** Tells of parts that this reader and Pulumi's own would read differently, so that a plan is what `up` does. */
function readsAlike(key: string, node: Node, document: Document, problems: Problems): boolean {
  let alike = true;
  const seen = new Set<Node>();
  const tell = (found: unknown, message: string, fix: string): void => {
    problems.add(key, found, message, fix);
    alike = false;
  };
  const checkTag = ({ tag }: { tag?: string }): void => {
    if (tag !== undefined && !/^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq|merge)$/.test(tag))
      tell(tag, "is a tag that Pulumi has no use for", "write the value without a tag");
  };
  const look = (part: Node): void => {
    if (seen.has(part)) return;
    seen.add(part);
    visit(part, {
      Collection: (_, each) => checkTag(each),
      Pair(_, { key: name }) {
        if (!isScalar(name))
          tell(String(name), "is no key: those are plain words", "write the value as a map of words, or as a list");
      },
      Scalar(_, scalar) {
        checkTag(scalar);
        const { type, source } = scalar;
        // Alone, a scalar is read as text.
        if (scalar !== node && type === "PLAIN" && source !== undefined && readInTwoWays.test(source))
          tell(
            source,
            "is read in more than one way by YAML readers",
            `write "${source}" in quotes, or a plain number`,
          );
      },
      Alias(_, alias) {
        const target = alias.resolve(document);
        if (target) look(target);
      },
    });
  };
  look(node);
  return alike;
}

/** Pulumi keeps an encrypted value as a map with the one key "secure", at the top or inside. */
const isEncrypted = (json: string): boolean => /^[[{]/.test(json) && /\{"secure":"[^"]*"\}/.test(json);
