import { fileURLToPath } from "node:url";
import { bundleFunction } from "../bundle.ts";

/**
 * Bundles the quota publisher.
 * @returns the path of index.mjs in `outDir`
 */
export const bundlePublisher = (outDir: string): Promise<string> =>
  bundleFunction(fileURLToPath(new URL("index.ts", import.meta.url)), outDir);
