import { constants } from "node:fs";
import { copyFile, lstat, mkdir, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

// A built engine is also kept outside the checkout, so that the next checkout need not build it again. Nothing depends
// on it: another checkout may fill or remove it at any time. Files are copied, never linked, and appear whole.

/** Where engines are kept for all checkouts of this user. */
export const keptEngines: string = join(
  process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"),
  "bedrock-headroom",
  "engine",
);

/** Makes a folder, also where it, or the folder it is in, is a link that leads nowhere. */
export async function realFolder(folder: string): Promise<void> {
  for (const path of [dirname(folder), folder]) {
    const isLink = await lstat(path).then(
      (found) => found.isSymbolicLink(),
      () => false,
    );
    if (isLink && !(await exists(path))) await rm(path, { force: true });
    await mkdir(path, { recursive: true });
  }
}

/**
 * Takes an engine from a path to another, whole or not at all.
 * @param works tells whether a copy is what it should be; one that is not is thrown away
 * @returns whether it is there now
 */
export async function takeEngine(from: string, to: string, works: (path: string) => boolean): Promise<boolean> {
  const temporary = `${to}.${process.pid}`;
  try {
    await realFolder(dirname(to));
    await copyFile(from, temporary, constants.COPYFILE_FICLONE);
    if (!works(temporary)) return false;
    await rename(temporary, to);
    return true;
  } catch {
    // No engine is kept, it is being removed, the disk is full, …: then it is built, or not kept.
    return false;
  } finally {
    await rm(temporary, { force: true }).catch(() => {});
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
