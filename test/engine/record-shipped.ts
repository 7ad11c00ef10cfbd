import { join, resolve } from "node:path";
import { type Recording, type RecordProgramOptions, recordProgram } from "../../preview/recording-engine.ts";
import { withProgram } from "./programs.ts";

const root = resolve(import.meta.dirname, "../..");

/** The shipped program with a stack file of our own. */
export const recordShipped = (
  stackFile: string,
  options: Pick<Partial<RecordProgramOptions>, "dryRun" | "env"> = {},
): Promise<Recording> =>
  withProgram(
    { project: `main: ${JSON.stringify(join(root, "index.ts"))}\n`, name: "bedrock-headroom", stackFile },
    (dir) => recordProgram({ dir, stack: "dev", ...options }),
  );
