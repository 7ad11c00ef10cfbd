import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Writes files so that all of them change or none does: each is first written beside its place, then all are moved in.
 * If a move fails, those before it are moved back.
 * @param files texts by path
 */
export async function writeAll(files: ReadonlyMap<string, string>): Promise<void> {
  const before = new Map<string, string | undefined>();
  try {
    for (const [path, text] of files) {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(`${path}.new`, text);
    }
    for (const path of files.keys()) {
      before.set(path, await readFile(path, "utf8").catch(() => undefined));
      await rename(`${path}.new`, path);
    }
  } catch (error) {
    for (const [path, text] of before) {
      if (text === undefined) await rm(path, { force: true });
      else await writeFile(path, text);
    }
    // Whatever can't be cleared away is no reason to tell of another error than the first.
    for (const path of files.keys()) await rm(`${path}.new`, { force: true }).catch(() => undefined);
    throw error;
  }
}
