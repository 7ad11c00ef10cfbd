import { accessSync, constants, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { UserError } from "../user-error.ts";

/**
 * Checks, before anything is asked of AWS, that a file can be written.
 * @throws UserError saying which folder or file is in the way
 */
export function checkWritable(option: string, path: string): void {
  const full = resolve(path);
  const folder = dirname(full);
  try {
    if (!statSync(folder).isDirectory()) throw new UserError(`${option} ${path}: ${folder} is no folder`, 3);
    accessSync(folder, constants.W_OK);
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

/** Writes a file as a whole or not at all. */
export function writeWhole(path: string, text: string, mode?: number): void {
  const full = resolve(path);
  const part = `${full}.${process.pid}.part`;
  try {
    writeFileSync(part, text, mode === undefined ? {} : { mode });
    renameSync(part, full);
  } catch (error) {
    rmSync(part, { force: true });
    throw new UserError(`${path} could not be written: ${(error as Error).message}`, 3);
  }
}
