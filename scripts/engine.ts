import { emulatorIsReady, installEmulator } from "../local/aws/emulator.ts";
import { buildEngine, findEngine } from "../local/engine/engine.ts";
import { buildLanguages, languagesAreReady } from "../local/engine/language-tools.ts";
import { UserError } from "../stacks/user-error.ts";

// `npm run engine`: gets what the live tests and `npm run local` need into .cache, once: the Pulumi CLI, built from its
// Go module where the PATH has none that is recent enough, and the AWS emulator.

const begun = Date.now();
const elapsed = () => {
  const seconds = Math.round((Date.now() - begun) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};

/** One line that is written over on a terminal; elsewhere a line every ten seconds. */
let told = 0;
function tell(progress: string): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${elapsed()} ${progress}`);
  else if (Date.now() - told > 10_000) {
    told = Date.now();
    console.log(`${elapsed()} ${progress}`);
  }
}
const done = (line: string) => console.log(`${process.stdout.isTTY ? "\r\x1b[K" : ""}${line}`);

try {
  const engine = findEngine() ?? (await buildEngine(tell));
  done(`Pulumi CLI ${engine.version}: ${engine.path}`);
  if (!emulatorIsReady()) await installEmulator(tell);
  done(`AWS emulator: ready (${elapsed()})`);
  if (!languagesAreReady()) await buildLanguages(tell);
  done(`Programs in Python and YAML: ready (${elapsed()})`);
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  done(error.message);
  process.exitCode = 1;
}
