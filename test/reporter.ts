import { writeFileSync } from "node:fs";
import Mocha from "mocha";

/** Mocha's usual report on the terminal; the counts also go to the file that TEST_COUNTS names, for test/run.ts. */
class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    runner.once("end", () => {
      const file = process.env["TEST_COUNTS"];
      if (file) writeFileSync(file, JSON.stringify(this.stats));
    });
  }
}

// Mocha loads reporters with require(), which gives this export as the module.
export { CountingReporter as "module.exports" };
