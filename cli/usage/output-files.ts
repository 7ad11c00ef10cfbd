import { accessSync, constants, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { UserError } from "../../stacks/user-error.ts";

/**
 * Checks, before anything is asked of AWS, that a file can be written.
 * @throws UserError saying which folder or file is in the way
 */
export function checkWritable(option: string, path: string): void {
  const direct = isSpecial(resolve(path));
  const full = direct ? resolve(path) : placeOf(path);
  const folder = dirname(full);
  try {
    if (!statSync(folder).isDirectory()) throw new UserError(`${option} ${path}: ${folder} is no folder`, 3);
    accessSync(direct ? full : folder, constants.W_OK);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new UserError(
      missing
        ? `${option} ${path}: there is no folder ${folder}; make it first`
        : `${option} ${path}: the folder ${folder} can't be written to; choose another`,
      3,
    );
  }
  const there = statSync(full, { throwIfNoEntry: false });
  if (there?.isDirectory()) throw new UserError(`${option} ${path}: is a folder; give a file's name`, 3);
}

/** Where a path leads: what a link points at is written, and the link stays. */
export function placeOf(path: string): string {
  const full = resolve(path);
  try {
    return realpathSync(full);
  } catch {
    return full;
  }
}

/** A device or a pipe (/dev/null, /dev/stdout, a shell's >(…)): to be written into, never to be replaced by a file. */
function isSpecial(full: string): boolean {
  try {
    const there = statSync(full);
    return !there.isFile() && !there.isDirectory();
  } catch {
    return false;
  }
}

/** Writes a file as a whole or not at all; into a device or a pipe as it comes. */
export function writeWhole(path: string, text: string | Uint8Array, mode?: number): void {
  // /dev/stdout of a process may lead to a pipe, which has no path of its own.
  const direct = isSpecial(resolve(path));
  const full = direct ? resolve(path) : placeOf(path);
  const part = direct ? full : `${full}.${process.pid}.part`;
  try {
    writeFileSync(part, text, mode === undefined ? {} : { mode });
    if (!direct) renameSync(part, full);
  } catch (error) {
    if (!direct) rmSync(part, { force: true });
    throw new UserError(`${path} could not be written: ${(error as Error).message}`, 3);
  }
}
