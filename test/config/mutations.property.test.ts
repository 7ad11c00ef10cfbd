import assert from "node:assert/strict";
import fc from "fast-check";
import { LimitError } from "../../monitoring/limit-checks.ts";
import { plan } from "../../monitoring/plan.ts";
import { ConfigError } from "../../stacks/config.ts";
import { readStackFile } from "../../stacks/read-stack-file.ts";
import { read } from "./fixture-registry.ts";
import { mutatedStackFiles } from "./mutated-stack-files.ts";

const mutations = Number(process.env["MUTATIONS"] ?? 20_000);
const seed = Number(process.env["MUTATION_SEED"] ?? 20_261_125);

/** How long one file may take, ms. */
const longest = 1000;

/** What becomes of a file, or a failure. */
async function outcomeOf(text: string): Promise<"planned" | "refused"> {
  try {
    const { settings } = await read({}, readStackFile("tokyo", text));
    assert.ok(plan(settings).targets.length > 0);
    return "planned";
  } catch (error) {
    if (error instanceof LimitError) assert.ok(error.problems.length > 0);
    else checkReport(error, text);
    assert.ok(Buffer.byteLength((error as Error).message) <= 20_000, "the report is too long");
    return "refused";
  }
}

/** What Pulumi encrypts stands under `secure`; a mutation may write the same word out as a plain value, which is none. */
const holdsSecret = (text: string): boolean =>
  !text.replaceAll(/secure["']?\s*:\s*["']?v1:AAAA/g, "").includes("v1:AAAA");

function checkReport(error: unknown, text: string): void {
  assert.ok(error instanceof ConfigError, error as Error);
  assert.ok(error.problems.length > 0);
  assert.doesNotMatch(error.message.replaceAll("\n", ""), /[\p{Cc}\p{Bidi_Control}\p{Cs}]/u);
  if (holdsSecret(text)) assert.doesNotMatch(error.message, /v1:AAAA/);
  for (const { path, found, message, fix } of error.problems)
    for (const part of [path, found, message, fix]) assert.notEqual(part, "");
}

/** Other programs may have had the time: a second try counts this one's alone. */
async function checkTime(text: string): Promise<void> {
  const before = process.cpuUsage();
  await outcomeOf(text);
  const { user, system } = process.cpuUsage(before);
  assert.ok(user + system <= longest * 1000, `took ${(user + system) / 1e6} s`);
}

describe("a stack file that was changed at random", () => {
  it(`gives a plan, or a report that helps (${mutations} times, seed ${seed})`, async function () {
    // On a busy machine; alone it takes some ten seconds.
    this.timeout(300_000);
    const outcomes = { planned: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(mutatedStackFiles, async (text) => {
        const before = performance.now();
        outcomes[await outcomeOf(text)] += 1;
        if (performance.now() - before > longest) await checkTime(text);
      }),
      { numRuns: mutations, seed },
    );
    // A change that spoils every file, or none, tries nothing.
    for (const count of Object.values(outcomes)) assert.ok(count > mutations / 20, JSON.stringify(outcomes));
  });
});
