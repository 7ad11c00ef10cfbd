import { resolve } from "node:path";
import { type BuildOptions, build } from "esbuild";

/** The files that esbuild would put into a bundle, in full. */
export async function bundledInputs(options: BuildOptions): Promise<string[]> {
  const { metafile } = await build({ ...options, metafile: true, write: false, logLevel: "silent" });
  return Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [resolve(file)] : [])),
  );
}
