import assert from "node:assert/strict";
import fc from "fast-check";
import { ConfigError } from "../../stacks/config.ts";
import { readStackFile } from "../../stacks/read-stack-file.ts";
import { read } from "./fixture-registry.ts";

const keys = ["models", "thresholds", "evaluation", "alerts", "publisher", "dashboard", "tags", "registry"];
const entryKeys = [
  "model",
  "scopes",
  "thresholds",
  "applicationProfiles",
  "evaluation",
  "consumption",
  "burndown",
  "alarms",
  "serverErrorRate",
  "latencyAnomaly",
  "quotas",
];
const words = fc.constantFrom(
  "all",
  "*",
  "anthropic.*",
  "anthropic.claude-opus-5",
  "global.anthropic.claude-opus-5",
  "openai.gpt-6-sol",
  "global",
  "on-demand",
  "off",
  "formula",
  "warning",
  "L-12345678",
  "arn:aws:bedrock:::application-inference-profile/x",
  "__proto__",
  "constructor",
);
/** Values that get past the first checks more often than arbitrary ones do. */
const plausible = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.jsonValue(),
    words,
    fc.integer({ min: -1, max: 120 }),
    fc.boolean(),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(
        words,
        fc.constantFrom(...entryKeys, "email", "topics", "slack", "datapoints", "of", "vpc", "create", "cidr"),
      ),
      tie("value"),
      { maxKeys: 5 },
    ),
  ),
})).value;
const entry = fc
  .dictionary(fc.constantFrom(...entryKeys), plausible)
  .map((fields) => ({ model: "openai.*", ...fields }));
const values = fc.oneof(
  fc.dictionary(fc.oneof(fc.constantFrom(...keys), fc.string()), fc.jsonValue()),
  fc.dictionary(fc.constantFrom(...keys), plausible),
  fc.record({ models: fc.array(fc.oneof(words, entry), { maxLength: 4 }) }),
);

describe("whatever a config holds", () => {
  it("it is read, or refused with a report that tells at least one problem", async () => {
    await fc.assert(
      fc.asyncProperty(
        values,
        fc.option(fc.oneof(fc.constant("ap-northeast-1"), fc.string()), { nil: undefined }),
        async (config, region) => {
          try {
            const { settings } = await read(config as Record<string, unknown>, { region });
            assert.ok(settings.targets.length > 0);
          } catch (error) {
            assert.ok(error instanceof ConfigError, error as Error);
            assert.ok(error.problems.length > 0);
          }
        },
      ),
      { numRuns: 600 },
    );
  });

  it("a file of any text is read, or refused with a report", () => {
    const lines = fc.constantFrom(
      "config:",
      "  aws:region: x",
      "  bedrock-headroom:models:",
      "    - a",
      "  ? [",
      "&a [*a]",
      "\t",
      "- *b",
      "!!binary x",
      "{",
      "a: &x 1",
      "<<: *x",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(lines, { maxLength: 8 }).map((all) => all.join("\n")),
        ),
        (text) => {
          try {
            readStackFile("tokyo", text);
          } catch (error) {
            assert.ok(error instanceof ConfigError, error as Error);
          }
        },
      ),
      { numRuns: 600 },
    );
  });
});
