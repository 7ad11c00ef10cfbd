import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Writes files so that all of them change or none does: each is first written beside its place, then all are moved in.
 * If a move fails, those before it are moved back. Ctrl-C waits for the end of it, which is some milliseconds away.
 * @param files texts by path
 */
export async function writeAll(files: ReadonlyMap<string, string>): Promise<void> {
  const before = new Map<string, string | undefined>();
  // A name that another run, at the same time, doesn't use.
  const run = randomUUID();
  const beside = (path: string): string => `${path}.${run}.new`;
  const later = (): void => undefined;
  for (const signal of signals) process.on(signal, later);
  try {
    for (const [path, text] of files) {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(beside(path), text);
    }
    for (const path of files.keys()) {
      const text = await readFile(path, "utf8").catch(() => undefined);
      await rename(beside(path), path);
      before.set(path, text);
    }
  } catch (error) {
    for (const [path, text] of before) {
      if (text === undefined) await rm(path, { force: true });
      else await writeFile(path, text);
    }
    // Whatever can't be cleared away is no reason to tell of another error than the first.
    for (const path of files.keys()) await rm(beside(path), { force: true }).catch(() => undefined);
    throw error;
  } finally {
    for (const signal of signals) process.off(signal, later);
  }
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
