import assert from "node:assert/strict";
import { whyWrong } from "../../stacks/quota-overrides.ts";
import { read } from "./fixture-registry.ts";

/** Offered in one scope, so an entry with and one without `scopes` can both name its quotas. */
const haiku = "anthropic.claude-haiku-4-5-20251001-v1:0";

async function codesOf(models: unknown[]): Promise<Record<string, string>[]> {
  const { settings } = await read({ models });
  return settings.targets.map(({ model, scope }) =>
    Object.fromEntries((model.scopes[scope]?.quotas ?? []).map(({ kind, code }) => [kind, code])),
  );
}

describe("quotas that entries name by code", () => {
  const wide = { model: haiku, quotas: { tpm: "L-AAAAAAAA" } };
  const narrow = { model: haiku, scopes: ["global"], quotas: { tpm: "L-BBBBBBBB" } };

  it("are the narrower entry's where two refine one target, wherever it stands", async () => {
    const expected = [{ rpm: "L-00000005", tpm: "L-BBBBBBBB" }];
    assert.deepEqual(await codesOf([wide, narrow]), expected);
    assert.deepEqual(await codesOf([narrow, wide]), expected);
  });

  it("stay where the narrower entry names none", async () => {
    const silent = { model: haiku, scopes: ["global"], alarms: false };
    assert.deepEqual(await codesOf([wide, silent]), [{ rpm: "L-00000005", tpm: "L-AAAAAAAA" }]);
  });

  it("are refused where the registry has them of other Regions alone", () => {
    const known = {
      code: "L-0000000A" as const,
      name: "Cross-region model inference tokens per minute for Anthropic Claude Haiku 4.5",
      scopes: ["cross-region" as const],
      kind: "tpm" as const,
      variant: "" as const,
      doubled: false,
      modelId: haiku,
      from: "a list",
      only: ["eu-west-1"],
    };
    assert.match(
      whyWrong(known, "tpm", "cross-region", haiku, "us-east-1") ?? "",
      /as eu-west-1 has it, and this stack is of us-east-1$/,
    );
    assert.equal(whyWrong(known, "tpm", "cross-region", haiku, "eu-west-1"), undefined);
  });
});
