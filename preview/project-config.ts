import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Document, isMap, isScalar, type Node, parseDocument } from "yaml";
import { stackFilePath } from "../stacks/stack-files.ts";

/** What the Pulumi CLI hands to a program's language runtime. */
export interface ProjectConfig {
  project: string;
  /** `runtime: bun` in Pulumi.yaml; every other project runs on Node.js */
  onBun: boolean;
  /** runtime.options.typescript of Pulumi.yaml: true where it says nothing, as in the CLI; Bun runs TypeScript itself */
  typescript: boolean;
  /** entry point, where Pulumi.yaml names one */
  main?: string;
  /** every value as the text that `pulumi.Config.get` returns: scalars as written, lists and maps as JSON */
  config: Record<string, string>;
}

/**
 * Reads Pulumi.yaml and Pulumi.<stack>.yaml the way the CLI does before it runs a program: keys without a
 * namespace belong to the project, a stack's value beats the project's default.
 *
 * Scalars keep their text (`1.50` stays "1.50"), because the CLI decodes them as strings first
 * (pulumi/pulumi sdk/go/common/resource/config/value.go).
 * @param overrides values that count more than the files', e.g. for encrypted ones; keys with their namespace
 * @throws Error in plain words when a file is missing, is no YAML, or holds an encrypted value nobody overrides
 */
export async function readProjectConfig(
  dir: string,
  stack: string,
  overrides: Readonly<Record<string, string>> = {},
): Promise<ProjectConfig> {
  const projectFile = await readYaml(join(dir, "Pulumi.yaml"));
  const project = projectFile.getIn(["name"]);
  if (typeof project !== "string") throw new Error(`Pulumi.yaml in ${dir} names no project: add "name: …".`);
  const main = projectFile.getIn(["main"]);
  const stackFile = await readYaml(stackFilePath(stack, dir));

  const config: Record<string, string> = {};
  const namespaced = (key: string) => (key.includes(":") ? key : `${project}:${key}`);
  for (const [key, declared] of entriesOf(projectFile.getIn(["config"], true))) {
    const value = isMap(declared) ? (declared.get("value", true) ?? declared.get("default", true)) : declared;
    if (value) config[namespaced(key)] = asText(projectFile, key, value as Node);
  }
  for (const [key, value] of entriesOf(stackFile.getIn(["config"], true))) {
    const name = namespaced(key);
    if (!(name in overrides)) config[name] = asText(stackFile, name, value);
  }
  const runtime = projectFile.get("runtime");
  const onBun = (isMap(runtime) ? runtime.get("name") : runtime) === "bun";
  return {
    project,
    onBun,
    typescript: !onBun && projectFile.getIn(["runtime", "options", "typescript"]) !== false,
    ...(typeof main === "string" && { main }),
    config: { ...config, ...overrides },
  };
}

async function readYaml(path: string) {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new Error(error.code === "ENOENT" ? `There is no file ${path}.` : `${path} can't be read: ${error.message}`);
  });
  const document = parseDocument(text);
  const [problem] = document.errors;
  if (problem) throw new Error(`${path} is not valid YAML: ${problem.message}`);
  return document;
}

const entriesOf = (node: unknown): [string, Node][] =>
  isMap(node) ? node.items.map(({ key, value }) => [String(key), value as Node]) : [];

function asText(document: Document, key: string, node: Node): string {
  if (isScalar(node)) return node.source ?? String(node.value);
  const value: unknown = node.toJS(document);
  if (hasSecure(value))
    throw new Error(
      `The value of ${key} is encrypted, and only Pulumi with the stack's passphrase can read it. ` +
        "Give a plain value for it to run without Pulumi.",
    );
  return JSON.stringify(value);
}

/** A `{secure: "…"}` object marks an encrypted value, at the top or inside. */
const hasSecure = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  (("secure" in value && Object.keys(value).length === 1) || Object.values(value).some(hasSecure));
