import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BuildOptions } from "esbuild";
import { packagedFile, packagedVersion } from "../words/packaged.ts";

/** Name of the bundle: what `index.handler` refers to. */
const bundleFile = "index.mjs";

/**
 * How a function becomes one file. `mainFields` and `conditions` choose the AWS SDK's ES modules, which esbuild can
 * cut down to what is used. Minified, because the readable form has relative paths in comments and so differs from
 * directory to directory.
 */
export const functionBuildOptions = {
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
 * Bundles a function into one minified ES module. The same sources give the same bytes in every directory, so a
 * deployment without a change of code is no change. Takes about a quarter of a second.
 * @param entry path of the module that exports the handler
 * @param outDir made if it is not there; a second bundling into it at the same time is harmless
 * @returns the path of index.mjs in `outDir`
 * @throws esbuild's error, which names the file and line
 */
async function bundleFunction(entry: string, outDir: string): Promise<string> {
  // The package brings the functions along bundled, and no esbuild.
  const { build } = await import("esbuild");
  const { outputFiles } = await build({ ...functionBuildOptions, entryPoints: [entry], write: false });
  const path = join(outDir, bundleFile);
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

/**
 * A function as one file. The package has each bundled already: nothing is written there, and no esbuild is needed. Asked
 * for here alone, so that the package's build sees that the other way is never taken.
 * @param name of its folder
 * @returns the path of index.mjs, in `outDir` where it was bundled
 */
export const functionBundle = async (name: string, outDir: string): Promise<string> =>
  packagedVersion === undefined
    ? bundleFunction(fileURLToPath(new URL(`${name}/index.ts`, import.meta.url)), outDir)
    : fileURLToPath(packagedFile(`functions/${name}/index.mjs`)!);
