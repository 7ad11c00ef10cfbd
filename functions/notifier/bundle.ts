import { fileURLToPath } from "node:url";
import { bundleFunction } from "../bundle.ts";

/**
 * Bundles the notifier.
 * @returns the path of index.mjs in `outDir`
 */
export const bundleNotifier = (outDir: string): Promise<string> =>
  bundleFunction(fileURLToPath(new URL("index.ts", import.meta.url)), outDir);
