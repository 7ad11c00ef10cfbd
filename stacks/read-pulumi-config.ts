import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "./config.ts";
import { ConfigError, collectProblems } from "./config-error.ts";
import { configNamespace, encryptedFix, encryptedMessage, regionKey, valueOfText } from "./config-text.ts";

/**
 * The config of the running stack, for `readSettings`. Reads every key of the project, so that a misspelt one is
 * found too.
 * @throws ConfigError when a value is encrypted
 */
export function readPulumiConfig(): StackConfig {
  const stack = pulumi.getStack();
  const problems = collectProblems();
  const values: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(pulumi.runtime.allConfig())) {
    if (!name.startsWith(`${configNamespace}:`)) continue;
    const key = name.slice(configNamespace.length + 1);
    if (isEncrypted(name)) problems.add(key, "[secret]", encryptedMessage, encryptedFix(key, stack));
    values[key] = valueOfText(text);
  }
  if (problems.list.length > 0) throw new ConfigError(stack, problems.list);
  return { stack, region: pulumi.runtime.allConfig()[regionKey], values };
}

/** Pulumi's own check, which its typings leave out. */
const isEncrypted = (name: string): boolean =>
  (pulumi.runtime as { isConfigSecret?: (key: string) => boolean }).isConfigSecret?.(name) ?? false;
