import { functionBundle } from "../bundle.ts";

/**
 * The file of the fleet's digest, bundled into a folder unless the package has it ready.
 * @returns the path of index.mjs
 */
export const bundleDigest = (outDir: string): Promise<string> => functionBundle("fleet-digest", outDir);
