import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AdviceDocument } from "../../cli/advise/document.ts";
import { emptyAccount, opus, type PretendAccount, run, usOpus } from "../usage/pretend-account.ts";
import { runOnAccount } from "../usage/run-on-account.ts";

const minutes = 90;

/** Thirty requests in each of the last minutes, of 2,000 tokens of input and 100 to 129 of output, four seconds each. */
function account(): PretendAccount {
  const made = emptyAccount();
  delete made.options.now;
  const last = Math.floor(Date.now() / 60_000) * 60;
  const put = (metric: string, timestamp: number, value: number) =>
    made.data.push({ namespace: "AWS/Bedrock", metric, dimensions: { ModelId: usOpus }, timestamp, value });
  for (let minute = 1; minute <= minutes; minute++) {
    for (let each = 0; each < 30; each++) {
      const at = last - minute * 60;
      put("Invocations", at, 1);
      put("InputTokenCount", at, 2_000);
      put("OutputTokenCount", at, 100 + each);
      put("EstimatedTPMQuotaUsage", at, 2_000 + 10 * (100 + each));
      put("InvocationLatency", at, 4_000);
    }
  }
  return made;
}

describe("headroom advise", () => {
  const folder = mkdtempSync(join(tmpdir(), "headroom-advise-"));
  after(() => rmSync(folder, { recursive: true }));

  async function advise(args: string[], of = account(), environment: NodeJS.ProcessEnv = {}) {
    const running = await run(of);
    try {
      return await runOnAccount(running, folder, ["advise", "--since", "2h", ...args], environment);
    } finally {
      await running.server.close();
    }
  }

  it("says in 80 columns what a request takes and what would let more through", async () => {
    const { code, stdout } = await advise(["--max-tokens", "32000"], account(), { COLUMNS: "80" });
    assert.equal(code, 0);
    for (const line of stdout.split("\n")) assert.ok(line.length <= 80, line);
    const text = stdout.replaceAll(/\s+/g, " ");
    assert.match(
      text,
      new RegExp(
        `${opus.replaceAll(".", "\\.")} \\(cross-region\\) Now: a request counts 3,145 tokens and holds 34,000 \\(max_tokens 32,000, as given\\) for 4\\.0 s`,
      ),
    );
    // The 99th percentile of 100 to 129 is 129; a fifth more is 154.8.
    assert.match(
      text,
      /1\. .*max_tokens of 200 in place of 32,000|max_tokens of 200 in place of 32,000: a request holds 2,200 tokens in place of 34,000/,
    );
    assert.match(text, /Assuming: 129 output tokens are the highest day's 99th percentile/);
    assert.match(text, /Every number is an estimate/);
  });

  it("writes it as JSON, to a file or standard output", async () => {
    const file = join(folder, "advice.json");
    assert.equal((await advise(["--json", file, "--margin", "0"])).code, 0);
    const document = JSON.parse(readFileSync(file, "utf8")) as AdviceDocument;
    const [target] = document.targets;
    assert.equal(document.schemaVersion, 1);
    assert.deepEqual(target?.facts?.maxTokens, { value: 128_000, from: "assumed" });
    assert.equal(target?.advice.find(({ what }) => what === "max-tokens")?.maxTokens?.instead, 150);
    const { stdout } = await advise(["--json", "-"]);
    assert.equal(JSON.parse(stdout).targets.length, 1);
  });

  it("reads what requests ask for where a stack here looks at it", async () => {
    const file = join(folder, "Pulumi.team.yaml");
    writeFileSync(
      file,
      `config:\n  aws:region: us-east-1\n  bedrock-headroom:models: [us.${opus}]\n  bedrock-headroom:reservation: { source: logs, logGroup: bedrock }\n`,
    );
    const of = account();
    for (const datum of of.data.filter(({ metric }) => metric === "Invocations"))
      of.data.push({ ...datum, namespace: "Bedrock/Reservation/team", metric: "MaxTokens", value: 16_000 });
    const { stdout } = await advise(["--json", "-"], of);
    rmSync(file);
    const [target] = (JSON.parse(stdout) as AdviceDocument).targets;
    assert.deepEqual(target?.facts?.maxTokens, { value: 16_000, from: "seen" });
    // held: 30 requests of 18,000 for four of sixty seconds; used: 30 × 3,145; of a quota of 100,000
    assert.ok(Math.abs((target.facts.takenPeak ?? 0) - (36_000 + 94_350) / 1_000) < 0.01, `${target.facts.takenPeak}`);
  });

  it("says why there is none, and ends as the others do", async () => {
    const idle = await advise([], emptyAccount());
    assert.equal(idle.code, 4);
    assert.match(idle.stdout, /Nothing called Bedrock here/);
    const zero = account();
    zero.quotas[0]!.applied = 0;
    const without = await advise([], zero);
    assert.match(without.stdout.replaceAll(/\s+/g, " "), /No advice on .*quota of tokens per minute is 0/);
    const wrong = await advise(["--margin", "x"]);
    assert.equal(wrong.code, 3);
    assert.match(wrong.stderr, /whole number/);
    assert.equal((await advise(["--json", join(folder, "no/such/folder.json")])).code, 3);
  });
});
