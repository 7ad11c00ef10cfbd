import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "./config.ts";
import { ConfigError, collectProblems } from "./config-error.ts";
import {
  defaultTagKeys,
  defaultTagsKey,
  ownKey,
  profileKey,
  regionKey,
  tellEncrypted,
  valueOfText,
} from "./config-text.ts";

/**
 * The config of the running stack, for `readSettings`. Reads every key of the project, so that a misspelt one is
 * found too. Of a key in two spellings Pulumi has chosen one before the program runs: `readStackFile` tells of those.
 * @throws ConfigError when a value is encrypted or nested too deeply, or the project's name in a key is misspelt
 */
export function readPulumiConfig(): StackConfig {
  const stack = pulumi.getStack();
  const problems = collectProblems();
  const config = pulumi.runtime.allConfig();
  const values = new Map<string, unknown>();
  if (isEncrypted(regionKey)) tellEncrypted(regionKey, stack, problems);
  for (const [name, text] of Object.entries(config)) {
    const key = ownKey(name, problems);
    if (key === undefined) continue;
    if (isEncrypted(name)) tellEncrypted(key, stack, problems);
    else values.set(key, valueOfText(key, text, problems));
  }
  if (problems.list.length > 0) throw new ConfigError(stack, problems.list, problems.untold);
  const profile = config[profileKey];
  const defaultTags = defaultTagKeys(config[defaultTagsKey] ?? "");
  return {
    stack,
    region: config[regionKey],
    ...(profile && { profile }),
    values: Object.fromEntries(values),
    ...(defaultTags.length > 0 && { defaultTags }),
  };
}

/** Pulumi's own check, which its typings leave out. */
const isEncrypted = (name: string): boolean =>
  (pulumi.runtime as { isConfigSecret?: (key: string) => boolean }).isConfigSecret?.(name) ?? false;
