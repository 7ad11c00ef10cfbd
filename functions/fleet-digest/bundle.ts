import { fileURLToPath } from "node:url";
import { bundleFunction } from "../bundle.ts";

/**
 * Bundles the digest's function.
 * @returns the path of index.mjs in `outDir`
 */
export const bundleDigest = (outDir: string): Promise<string> =>
  bundleFunction(fileURLToPath(new URL("index.ts", import.meta.url)), outDir);
