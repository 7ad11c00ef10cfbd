import { readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { project, root } from "../package/packed.ts";

const source = join(root, "plugin");

/** Folders of npm that plugin/package.json names and the repository has too. */
const shared = ["ts-node", "typescript"];

/**
 * The component package as a person has it after `npm install` in its folder: its own files, and the library from the
 * tarball that is published.
 */
export async function installedPlugin(): Promise<string> {
  const files = readdirSync(source, { withFileTypes: true }).filter((entry) => entry.isFile());
  const texts = Object.fromEntries(files.map(({ name }) => [name, readFileSync(join(source, name), "utf8")]));
  const { "package.json": manifest = "{}", ...others } = texts;
  const { dependencies: _, ...own } = JSON.parse(manifest) as Record<string, unknown>;
  const folder = await project("npm", own, others, { awsx: true });
  for (const name of shared)
    symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name), "junction");
  return folder;
}
