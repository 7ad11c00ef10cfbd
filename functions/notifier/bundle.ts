import { functionBundle } from "../bundle.ts";

/**
 * The file of the notifier, bundled into a folder unless the package has it ready.
 * @returns the path of index.mjs
 */
export const bundleNotifier = (outDir: string): Promise<string> => functionBundle("notifier", outDir);
