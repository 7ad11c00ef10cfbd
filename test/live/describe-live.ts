import { missingForLive } from "../../local/local-aws.ts";

let told = false;

/** A suite that needs the engine and the emulator: where they are missing it is skipped, and one line says why. */
export function describeLive(title: string, body: (suite: Mocha.Suite) => void): void {
  describe(title, function () {
    // A deployment takes seconds, minutes where other work keeps the machine busy, and a schedule real minutes.
    this.timeout(300_000);
    before(function () {
      const missing = missingForLive();
      if (missing === undefined) return;
      if (!told) console.log(`    ${missing}`);
      told = true;
      this.skip();
    });
    body(this);
  });
}
