import { createReadStream, type Stats, statSync } from "node:fs";
import { glob, readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { UserError } from "../../stacks/user-error.ts";
import { exitCodes } from "../usage/exit-code.ts";
import { type FoundFiles, type LogFile, notLogs } from "./log-file.ts";

/**
 * The files that a path, a folder or a pattern names; of a folder all that are in it, but for hidden ones.
 * @param option that names it, for errors
 * @throws UserError where there is none
 */
export async function localFiles(place: string, option = "--logs"): Promise<FoundFiles> {
  const there = statOf(place);
  if (there?.isDirectory()) return sorted(await filesIn(place), place, option);
  if (there) return { files: [logFile(place, there)], skipped: [] };
  const names: string[] = [];
  for await (const name of glob(place)) if (statOf(name)?.isFile()) names.push(name);
  if (names.length === 0) {
    const isPattern = /[*?[{]/.test(place);
    throw new UserError(
      isPattern
        ? `${option} ${place}: no file fits this pattern`
        : `${option} ${place}: there is no such file or folder${option === "--logs" ? "; a place in S3 is written s3://bucket/prefix" : ""}`,
      exitCodes.cannotTell,
    );
  }
  return sorted(names, place, option);
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith("."))
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((name) => statOf(name)?.isFile());
}

function sorted(names: readonly string[], place: string, option: string): FoundFiles {
  const skipped: FoundFiles["skipped"] = [];
  const files: LogFile[] = [];
  for (const name of [...new Set(names)].sort()) {
    const why = notLogs(resolve(name));
    if (why === undefined) files.push(logFile(name, statOf(name)!));
    else skipped.push({ name, why });
  }
  if (files.length === 0) throw new UserError(`${option} ${place}: no file of logs is in there`, exitCodes.cannotTell);
  return { files, skipped };
}

const logFile = (name: string, there: Stats): LogFile => ({
  name,
  bytes: there.isFile() ? there.size : undefined,
  open: () => createReadStream(name, { highWaterMark: 1 << 18 }),
});

const statOf = (name: string): Stats | undefined => statSync(name, { throwIfNoEntry: false });

/** `-`: what another command writes. */
export const standardInput: FoundFiles = {
  files: [{ name: "standard input", bytes: undefined, open: () => process.stdin }],
  skipped: [],
};
