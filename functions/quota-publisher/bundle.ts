import { fileURLToPath } from "node:url";
import { packagedFile, packagedVersion } from "../../words/packaged.ts";
import { bundleFunction } from "../bundle.ts";

/**
 * Bundles the quota publisher; the package has it bundled already, and nothing is written there.
 * @returns the path of index.mjs, in `outDir` where it was bundled
 */
export const bundlePublisher = async (outDir: string): Promise<string> =>
  packagedVersion === undefined
    ? bundleFunction(fileURLToPath(new URL("index.ts", import.meta.url)), outDir)
    : fileURLToPath(packagedFile("functions/quota-publisher/index.mjs")!);
