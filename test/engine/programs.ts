import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const modules = resolve(import.meta.dirname, "../../node_modules");

export interface ProgramFiles {
  /** the project's name */
  name?: string;
  /** the text of index.ts */
  program?: string;
  /** more lines of Pulumi.yaml */
  project?: string;
  /** the text of Pulumi.dev.yaml */
  stackFile?: string;
}

/** Writes a small Pulumi program into a folder of its own, runs `use` on the folder and removes it. */
export async function withProgram<T>(
  { name = "p", program = "", project = "", stackFile = "" }: ProgramFiles,
  use: (dir: string) => Promise<T>,
): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), "recorded program "));
  try {
    await writeFile(join(dir, "package.json"), JSON.stringify({ type: "module", main: "index.ts" }));
    await writeFile(
      join(dir, "Pulumi.yaml"),
      `name: ${name}\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n${project}`,
    );
    await writeFile(join(dir, "Pulumi.dev.yaml"), stackFile);
    await writeFile(join(dir, "index.ts"), program);
    await symlink(modules, join(dir, "node_modules"), "junction");
    return await use(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
