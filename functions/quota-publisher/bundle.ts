import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build } from "esbuild";
import { functionSettings } from "./function-settings.ts";

/**
 * How the function becomes one file. `mainFields` and `conditions` choose the AWS SDK's ES modules, which esbuild can
 * cut down to what is used. Minified, because the readable form has relative paths in comments and so differs from
 * directory to directory.
 */
const buildOptions = {
  entryPoints: [fileURLToPath(new URL("index.ts", import.meta.url))],
  bundle: true,
  minify: true,
  format: "esm",
  platform: "node",
  target: "node24",
  mainFields: ["module", "main"],
  conditions: ["module", "node"],
  legalComments: "none",
  logLevel: "silent",
} satisfies BuildOptions;

/**
 * Bundles the quota publisher into one minified ES module. The same sources give the same bytes in every directory, so
 * a deployment without a change of code is no change. Takes about a quarter of a second.
 * @param outDir made if it is not there; a second bundling into it at the same time is harmless
 * @returns the path of index.mjs in `outDir`
 * @throws esbuild's error, which names the file and line
 */
export async function bundlePublisher(outDir: string): Promise<string> {
  const { outputFiles } = await build({ ...buildOptions, write: false });
  const path = join(outDir, functionSettings.bundleFile);
  const temporary = `${path}.${randomUUID()}`;
  await mkdir(outDir, { recursive: true });
  try {
    await writeFile(temporary, outputFiles[0]!.contents);
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
  return path;
}
