import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { configNamespace } from "./config-text.ts";
import { UserError } from "./user-error.ts";

/**
 * The name that a stack's file and `pulumi.getStack()` have: the last part of `stack`, `org/stack` or
 * `org/project/stack`. pulumi/pulumi pkg/backend/httpstate/backend.go, parseStackName
 * @throws UserError for what is no stack's name, or a stack of another project
 */
function shortStackName(given: string, project: string): string {
  const parts = given.split("/");
  const name = parts.at(-1) ?? "";
  if (parts.length > 3 || parts.some((part) => part === "" || part === "." || part === ".."))
    throw new UserError(`"${given}" is no stack's name: write stack, org/stack or org/project/stack`);
  if (parts.length === 3 && parts[1] !== project)
    throw new UserError(`"${given}" is a stack of project ${parts[1]}; this project is ${project}`);
  return name;
}

/**
 * The folder of the stack files: `stackConfigDir` of Pulumi.yaml, from its own folder, or that folder itself.
 * `config: <folder>` is the word of old for it. pulumi/pulumi sdk/go/common/workspace/paths.go, DetectProjectStackPath
 */
export function stackDirectory(directory: string = process.cwd()): string {
  const { stackConfigDir, config } = projectFile(directory);
  const folder = typeof stackConfigDir === "string" ? stackConfigDir : typeof config === "string" ? config : "";
  return join(directory, folder);
}

/** The short name of a stack of the project in a folder. See shortStackName */
export const stackNameIn = (stack: string, directory: string): string => shortStackName(stack, projectName(directory));

/** Pulumi.<stack>.yaml of a stack, whether it is there or not. The name may have its organisation and project. */
export const stackFilePath = (stack: string, directory: string = process.cwd()): string =>
  join(stackDirectory(directory), `Pulumi.${stackNameIn(stack, directory)}.yaml`);

/** The name of the project in a folder; ours where it has no Pulumi.yaml that can be read. */
function projectName(directory: string): string {
  const { name } = projectFile(directory);
  return typeof name === "string" ? name : configNamespace;
}

/** The names of the stacks that have a file, in order; none where Pulumi.yaml names a folder that is not there. */
export function stackNames(directory: string = process.cwd()): string[] {
  const folder = stackDirectory(directory);
  if (folder !== join(directory) && !existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? [])
    .sort();
}

/** Pulumi.yaml; nothing where there is none, or none that is YAML: Pulumi itself says so. */
function projectFile(directory: string): Record<string, unknown> {
  try {
    const found: unknown = parse(readFileSync(join(directory, "Pulumi.yaml"), "utf8"));
    return typeof found === "object" && found !== null ? (found as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
