import { functionBundle } from "../bundle.ts";

/**
 * The file of the quota publisher, bundled into a folder unless the package has it ready.
 * @returns the path of index.mjs
 */
export const bundlePublisher = (outDir: string): Promise<string> => functionBundle("quota-publisher", outDir);
