import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const modules = resolve(import.meta.dirname, "../../node_modules");

/**
 * Writes a small Pulumi program into a folder of its own, runs `use` on the folder and removes it.
 * @param program the text of index.ts
 * @param stackFile the text of Pulumi.dev.yaml
 */
export async function withProgram<T>(
  { program = "", project = "", stackFile = "" }: { program?: string; project?: string; stackFile?: string },
  use: (dir: string) => Promise<T>,
): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), "recorded program "));
  try {
    await writeFile(join(dir, "package.json"), JSON.stringify({ type: "module", main: "index.ts" }));
    await writeFile(
      join(dir, "Pulumi.yaml"),
      `name: p\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n${project}`,
    );
    await writeFile(join(dir, "Pulumi.dev.yaml"), stackFile);
    await writeFile(join(dir, "index.ts"), program);
    await symlink(modules, join(dir, "node_modules"), "junction");
    return await use(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
