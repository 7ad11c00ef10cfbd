import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { UserError } from "../../stacks/user-error.ts";
import { writeWhole } from "../usage/output-files.ts";
import type { Written } from "./written-files.ts";

/** Beside the files: which of them headroom has written, so that a later export knows its own. */
const listName = "headroom-export.json";

const list = z.looseObject({ schemaVersion: z.literal(1), files: z.record(z.string(), z.string()) });

const hashOf = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");

/**
 * Writes an export into a folder, which is made where there is none. Code of an earlier export that this one no longer
 * names is removed.
 * @param force writes over files that headroom has not written, or that were changed since
 * @throws UserError naming the files in the way; nothing is written then
 */
export function writeExport({ format, stack, files }: Written, folder: string, force: boolean): void {
  const root = resolve(folder);
  if (existsSync(root) && !statSync(root).isDirectory())
    throw new UserError(`--out ${folder}: is a file; give a folder's name`, 3);
  const before = earlier(join(root, listName), force);
  const inTheWay = files.filter(({ path, content }) => {
    const there = read(join(root, path));
    return there !== undefined && hashOf(there) !== before[path] && hashOf(there) !== hashOf(content);
  });
  if (inTheWay.length > 0 && !force)
    throw new UserError(
      `--out ${folder}: ${inTheWay.map(({ path }) => path).join(", ")} ${inTheWay.length === 1 ? "is" : "are"} there and not as headroom wrote ${inTheWay.length === 1 ? "it" : "them"}: give another folder, or --force to write over ${inTheWay.length === 1 ? "it" : "them"}`,
    );
  try {
    for (const { path } of files) mkdirSync(dirname(join(root, path)), { recursive: true });
  } catch (error) {
    throw new UserError(`--out ${folder}: the folder can't be made: ${(error as Error).message}`, 3);
  }
  for (const { path, content } of files) writeWhole(join(root, path), content);
  const now = Object.fromEntries(files.map(({ path, content }) => [path, hashOf(content)]));
  const document = { schemaVersion: 1, format, stack, files: now };
  writeWhole(join(root, listName), `${JSON.stringify(document, null, 2)}\n`);
  for (const [path, hash] of Object.entries(before)) {
    if (path in now || !/^functions\/[\w.-]+\.zip$/.test(path)) continue;
    const there = read(join(root, path));
    if (there !== undefined && hashOf(there) === hash) rmSync(join(root, path));
  }
}

/** What an earlier export wrote, by path. */
function earlier(path: string, force: boolean): Readonly<Record<string, string>> {
  const text = read(path);
  if (text === undefined) return {};
  try {
    return list.parse(JSON.parse(text.toString("utf8"))).files;
  } catch {
    if (force) return {};
    throw new UserError(`${path} is no list that headroom export wrote: give another folder, or --force`);
  }
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new UserError(`${path} can't be read: ${(error as Error).message}`, 3);
  }
}
