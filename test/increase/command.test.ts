import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { IncreaseDocument } from "../../cli/increase/document-shape.ts";
import type { AwsServer } from "../../local/servers/aws-http.ts";
import { assertMatchesSchema } from "../schemas/matches-schema.ts";
import { type PretendAccount, run } from "../usage/pretend-account.ts";
import { runOnAccount } from "../usage/run-on-account.ts";
import { busyAccount } from "./busy-account.ts";

describe("headroom increase", () => {
  const folder = mkdtempSync(join(tmpdir(), "headroom-increase-"));
  after(() => rmSync(folder, { recursive: true }));

  async function increase(
    args: readonly string[],
    of: PretendAccount,
    { environment = {}, before }: { environment?: NodeJS.ProcessEnv; before?: (server: AwsServer) => void } = {},
  ) {
    const running = await run(of);
    before?.(running.server);
    try {
      const ran = await runOnAccount(running, folder, ["increase", "--since", "2h", ...args], environment);
      const sent = running.server.calls.filter(({ operation }) => operation === "RequestServiceQuotaIncrease");
      return { ...ran, sent: sent.map(({ input }) => input) };
    } finally {
      await running.server.close();
    }
  }

  it("says in 80 columns what is asked for, why, and the text for AWS; sends nothing", async () => {
    const { code, stdout, sent } = await increase([], busyAccount(), { environment: { COLUMNS: "80" } });
    if (process.env["SHOW"]) console.log(stdout);
    assert.equal(code, 0);
    assert.deepEqual(sent, []);
    for (const line of stdout.split("\n")) assert.ok(line.length <= 80 || line.includes("https://"), line);
    const text = stdout.replaceAll(/\s+/g, " ");
    assert.match(text, /ask for 180,000/);
  });

  it("writes JSON as its schema says", async () => {
    const { stdout, code } = await increase(["--json", "-"], busyAccount());
    assert.equal(code, 0);
    const document = JSON.parse(stdout) as IncreaseDocument;
    assertMatchesSchema("increase", document);
  });
});
