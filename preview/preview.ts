import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { StackPreview } from "../pages/preview/data.ts";
import { ownVersion } from "../stacks/own-version.ts";
import { stackNames } from "../stacks/plan-for-stack.ts";
import { UserError } from "../stacks/user-error.ts";
import { collectStack } from "./collect-stack.ts";

export interface PreviewOptions {
  /** the folder with Pulumi.yaml and the stack files */
  directory: string;
  /** which stacks; every one that has a file where it is empty */
  stacks: readonly string[];
  /** path of the page to write */
  out: string;
  /** told what happens, a line at a time */
  progress?: (line: string) => void;
  signal?: AbortSignal;
}

export interface Preview {
  stacks: StackPreview[];
  /** absolute path of the page */
  page: string;
}

/**
 * Runs the shipped program for each stack, all at once, and writes the page that shows what they would create.
 * Needs no account and no network; creates nothing but the page.
 * @throws UserError with the report of every stack that failed, or where the page can't be written; nothing is written then
 */
export async function preview({ directory, stacks, out, progress, signal }: PreviewOptions): Promise<Preview> {
  const names = stacks.length > 0 ? [...new Set(stacks)] : stackNames(directory);
  if (names.length === 0) {
    throw new UserError("there is no stack file here (Pulumi.<stack>.yaml); run this in the project's folder");
  }
  progress?.(`Running the program for ${names.join(", ")}, without an account`);
  // The page's tools load while the programs run.
  const pageTools = import("../pages/preview/build.ts");
  const results = await Promise.allSettled(
    names.map(async (name) => {
      const began = performance.now();
      const collected = await collectStack(name, directory, signal);
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      progress?.(`${name}: ${collected.resources.length} resources, as planned (${seconds} s)`);
      return collected;
    }),
  );
  const failures = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
  const unexpected = failures.find((failure) => !(failure instanceof UserError));
  if (unexpected) throw unexpected;
  if (failures.length > 0) throw new UserError(failures.map((failure) => (failure as UserError).message).join("\n\n"));

  const collected = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const { previewPage } = await pageTools;
  const page = resolve(directory, out);
  await writeWhole(page, await previewPage({ version: ownVersion(), stacks: collected }));
  return { stacks: collected, page };
}

/**
 * Writes a file at once: whoever opens it sees the old one or the new one.
 * @throws UserError where it can't be written
 */
async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, text);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new UserError(`the page ${path} can't be written (${(error as Error).message}); choose another with --out`);
  }
}
