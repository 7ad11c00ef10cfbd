import { type Document, isMap, isScalar, type Node, parseDocument } from "yaml";
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
  for (const [name, node] of configOf(document)) {
    const key = name.includes(":") ? ownKey(name) : name;
    if (name === regionKey) region = textOf(node, document);
    if (key === undefined) continue;
    if (isEncrypted(toJs(node, document))) {
      problems.add(key, "[secret]", encryptedMessage, encryptedFix(key, stack));
    }
    values[key] = valueOfText(textOf(node, document));
  }
  if (problems.list.length > 0) throw new ConfigError(stack, problems.list);
  return { stack, region, values };
}

function configOf(document: Document): [string, Node][] {
  const config = document.get("config", true);
  return isMap(config) ? config.items.map(({ key, value }) => [String(key), value as Node]) : [];
}

/** A key of the project without its prefix, also in Pulumi's old spelling `project:config:key`. */
function ownKey(name: string): string | undefined {
  if (!name.startsWith(`${configNamespace}:`)) return undefined;
  return name.slice(configNamespace.length + 1).replace(/^config:/, "");
}

/**
 * What Pulumi makes of a value: a scalar keeps its text as written, nothing is the empty text, a list or map is JSON.
 * pulumi/pulumi sdk/go/common/resource/config/value.go, unmarshalValue
 */
function textOf(node: Node | null, document: Document): string {
  if (node === null || (isScalar(node) && node.value === null)) return "";
  return isScalar(node) ? (node.source ?? String(node.value)) : JSON.stringify(toJs(node, document));
}

const toJs = (node: Node | null, document: Document): unknown => node?.toJS(document) ?? null;

/** Pulumi keeps an encrypted value as a map with the one key "secure", at the top or inside. */
const isEncrypted = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  (("secure" in value && typeof value.secure === "string" && Object.keys(value).length === 1) ||
    Object.values(value).some(isEncrypted));
