import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse, stringify } from "yaml";
import type { Fleet, Place } from "./places.ts";
import { Problem } from "./problem.ts";

/** What Pulumi itself writes into a stack's file; it must outlive the copy that is made for each run. */
const secretsKeys = ["secretsprovider", "encryptedkey", "encryptionsalt"];

/**
 * Lays out a folder for a place: Pulumi.yaml, which names the program where it is, and the stack files. So no run
 * writes into the project's own folder, and none into another's.
 * @returns its path
 */
export function workFolder({ project, folder }: Fleet, { stack, file, roleArn }: Place): string {
  const own = join(folder, stack);
  const path = join(own, `Pulumi.${stack}.yaml`);
  const kept = existsSync(path) ? pick(yaml(path), secretsKeys) : {};
  mkdirSync(own, { recursive: true });
  // A stack that shows others reads their files.
  for (const name of readdirSync(project))
    if (/^Pulumi\..+\.yaml$/.test(name)) copyFileSync(join(project, name), join(own, name));
  const settings = yaml(join(project, `Pulumi.${file}.yaml`));
  const config = (settings["config"] ?? {}) as Record<string, unknown>;
  if (roleArn !== undefined && config["aws:profile"] !== undefined)
    throw new Problem(
      `Pulumi.${file}.yaml names aws:profile, which would be used instead of the role of ${stack}: remove it`,
    );
  writeFileSync(path, stringify({ ...kept, ...settings }));
  const { main = ".", ...projectFile } = yaml(join(project, "Pulumi.yaml"));
  writeFileSync(
    join(own, "Pulumi.yaml"),
    stringify({ ...projectFile, main: resolve(project, String(main)), stackConfigDir: undefined }),
  );
  return own;
}

const yaml = (path: string): Record<string, unknown> =>
  (parse(readFileSync(path, "utf8")) ?? {}) as Record<string, unknown>;

const pick = (from: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(from).filter(([key]) => keys.includes(key)));
