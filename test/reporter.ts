import { writeFileSync } from "node:fs";
import { format } from "node:util";
import Mocha from "mocha";

const { Base, Spec } = Mocha.reporters;

/**
 * Mocha's usual report on the terminal. Where TEST_COUNTS names a file, the counts and the failures' texts go there
 * instead of to the report's end: test/run.ts shows the failures of all its processes together.
 */
class CountingReporter extends Spec {
  override epilogue(): void {
    const file = process.env["TEST_COUNTS"];
    if (!file) {
      super.epilogue();
      return;
    }
    const { passes, failures, pending } = this.stats;
    writeFileSync(file, JSON.stringify({ passes, failures, pending, text: textOf(this.failures) }));
  }
}

/** The failures as mocha lists them: titles, messages, differences, stacks. */
function textOf(failures: Mocha.Test[]): string {
  const lines: string[] = [];
  const { consoleLog } = Base;
  Base.consoleLog = (...args: unknown[]) => lines.push(format(...args));
  try {
    if (failures.length > 0) Base.list(failures);
  } finally {
    Base.consoleLog = consoleLog;
  }
  return lines.join("\n");
}

// Mocha loads reporters with require(), which gives this export as the module.
export { CountingReporter as "module.exports" };
