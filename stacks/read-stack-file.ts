import { type Document, isAlias, isMap, isScalar, type Node, parseDocument } from "yaml";
import type { StackConfig } from "./config.ts";
import { ConfigError, collectProblems, stackFile } from "./config-error.ts";
import { configNamespace, encryptedFix, encryptedMessage, regionKey, valueOfText } from "./config-text.ts";

/**
 * The config in a Pulumi.<stack>.yaml, for `readSettings`: the same as `readPulumiConfig` reads in a running program.
 * @param text the file's text
 * @throws ConfigError when it is no YAML or a value is encrypted
 */
export function readStackFile(stack: string, text: string): StackConfig {
  const problems = collectProblems();
  const document = parseDocument(text, { merge: true });
  for (const { message, linePos } of document.errors) {
    const [start] = linePos ?? [];
    const where = start ? `line ${start.line}, column ${start.col}` : stackFile(stack);
    problems.add(where, undefined, `is not YAML: ${message.split("\n")[0]}`, "mend the file there");
  }
  if (problems.list.length > 0) throw new ConfigError(stack, problems.list);

  const values: Record<string, unknown> = {};
  let region: string | undefined;
  for (const [name, written] of configOf(document)) {
    const node = isAlias(written) ? (written.resolve(document) ?? null) : written;
    const key = name.includes(":") ? ownKey(name) : name;
    const value = textOf(node, document);
    if (name === regionKey) region = value;
    if (key === undefined) continue;
    if (value === undefined) {
      problems.add(key, "[alias]", "holds itself, or aliases without end", "write the values out");
      continue;
    }
    if (isEncrypted(value)) problems.add(key, "[secret]", encryptedMessage, encryptedFix(key, stack));
    values[key] = valueOfText(value);
  }
  if (problems.list.length > 0) throw new ConfigError(stack, problems.list);
  return { stack, region, values };
}

function configOf(document: Document): [string, Node | null][] {
  const config = document.get("config", true);
  return isMap(config) ? config.items.map(({ key, value }) => [String(key), value as Node | null]) : [];
}

/** A key of the project without its prefix, also in Pulumi's old spelling `project:config:key`. */
function ownKey(name: string): string | undefined {
  if (!name.startsWith(`${configNamespace}:`)) return undefined;
  return name.slice(configNamespace.length + 1).replace(/^config:/, "");
}

/**
 * What Pulumi makes of a value: a scalar keeps its text as written, nothing is the empty text, a list or map is JSON.
 * pulumi/pulumi sdk/go/common/resource/config/value.go, unmarshalValue
 * @returns undefined for aliases that can't be written out
 */
function textOf(node: Node | null, document: Document): string | undefined {
  if (node === null || (isScalar(node) && node.value === null)) return "";
  if (isScalar(node)) return node.source ?? String(node.value);
  try {
    return JSON.stringify(node.toJS(document));
  } catch {
    return undefined;
  }
}

/** Pulumi keeps an encrypted value as a map with the one key "secure", at the top or inside. */
const isEncrypted = (json: string): boolean => /^[[{]/.test(json) && /\{"secure":"[^"]*"\}/.test(json);
