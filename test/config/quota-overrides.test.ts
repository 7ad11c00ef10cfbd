import assert from "node:assert/strict";
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
});
