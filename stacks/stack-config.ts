import { readFileSync } from "node:fs";
import { nearest } from "../registry/nearest.ts";
import type { StackConfig } from "./config.ts";
import { ConfigError, collectProblems } from "./config-error.ts";
import { ownKey, regionKey, tellEncrypted, valueOfText } from "./config-text.ts";
import { type Environment, environmentNames, readEnvironment } from "./environment.ts";
import { readStackFile } from "./read-stack-file.ts";
import { stackFilePath, stackNameIn, stackNames } from "./stack-files.ts";
import { UserError } from "./user-error.ts";

export interface FoundConfig {
  config: StackConfig;
  /** what the file does not say and its environments do, by full key */
  brought: Readonly<Record<string, string>>;
  /** what works and deserves a look, a sentence each */
  warnings: string[];
}

/**
 * The config of a stack as `pulumi up` would find it: its file, and what the file's environments bring besides. These
 * are read through the `pulumi` command, which is asked only where the file names one.
 * @param stack with or without organisation and project
 * @param directory the folder with Pulumi.yaml
 * @throws UserError when there is no such file; ConfigError when it can't be used
 */
export async function findStackConfig(stack: string, directory: string = process.cwd()): Promise<FoundConfig> {
  const text = readStack(stack, directory);
  const config = readStackFile(stackNameIn(stack, directory), text);
  const names = environmentNames(text);
  if (names === undefined) return { config, brought: {}, warnings: [] };
  return withEnvironment(config, await readEnvironment(stack, names, directory));
}

/** The file's own values count more than the environments', as in Pulumi. */
function withEnvironment(config: StackConfig, { names, trouble, values, secretKeys }: Environment): FoundConfig {
  const { stack } = config;
  const problems = collectProblems();
  const isNew = (key: string): boolean =>
    key === regionKey ? config.region === undefined : !Object.hasOwn(config.values, key);
  /** The key that the plan rests on; undefined where it is another project's, or the file's own value counts. */
  const taken = (name: string): string | undefined => {
    const key = name === regionKey ? regionKey : ownKey(name, problems);
    return key !== undefined && isNew(key) ? key : undefined;
  };
  const found = Object.entries(values).flatMap(([name, text]) => {
    const key = taken(name);
    return key === undefined ? [] : [{ name, key, text }];
  });
  for (const name of secretKeys) {
    const key = taken(name);
    if (key !== undefined) tellEncrypted(key, stack, problems);
  }
  const own = found.filter(({ key }) => key !== regionKey);
  const added = own.map(({ key, text }) => [key, valueOfText(key, text, problems)]);
  if (problems.list.length > 0) throw new ConfigError(stack, problems.list, problems.untold);
  return {
    config: {
      ...config,
      region: config.region ?? values[regionKey],
      values: { ...config.values, ...Object.fromEntries(added) },
      environment: { names, ...(trouble !== undefined && { trouble }) },
    },
    brought: Object.fromEntries(found.map(({ name, text }) => [name, text])),
    warnings: trouble === undefined ? [] : [unreadWarning(names, trouble)],
  };
}

const unreadWarning = (names: readonly string[], trouble: string): string =>
  `environment (${names.join(", ")}) could not be read: ${trouble}. What it brings is not in what is shown here, and will be in what \`up\` does.`;

function readStack(stack: string, directory: string): string {
  const path = stackFilePath(stack, directory);
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    const name = stackNameIn(stack, directory);
    const names = stackNames(directory);
    const [guess] = nearest(name, names);
    const known = names.length > 0 ? `stacks here: ${names.join(", ")}` : "there is no Pulumi.<stack>.yaml here";
    throw new UserError(
      `there is no stack "${stack}" (no Pulumi.${name}.yaml in this folder); ${guess ? `did you mean ${guess}? ` : ""}${known}`,
    );
  }
}
