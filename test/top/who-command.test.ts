import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accessDenied } from "../../local/servers/aws-http.ts";
import type { TargetCallers } from "../../monitoring/report/callers-document.ts";
import type { UsageDocument } from "../../monitoring/report/document.ts";
import type { PretendLogs } from "../callers/pretend-logs.ts";
import { accountOf, type Request, session } from "../callers/truth.ts";
import type { Ran } from "../registry-cli/run-headroom.ts";
import { type Running, run, usOpus } from "../usage/pretend-account.ts";
import { runOnAccount } from "../usage/run-on-account.ts";

interface Document {
  places: {
    callers: { by: string; failure: string | null; source: UsageDocument["callers"]; spent: { bytes: number } };
    targets: { modelId: string; scope: string; callers: TargetCallers | null }[];
  }[];
  cost: { metrics: number };
}

const hour = 3_600;

describe("headroom top --by, on an account with logs", function () {
  this.timeout(120_000);
  let running: Running;
  let logs: PretendLogs;
  let folder: string;

  before(async () => {
    const end = Math.floor(Date.now() / 60_000) * 60;
    const start = end - 2 * hour;
    // The same in every minute, before and after now: the hour that is read moves on while the test runs, its shares don't.
    const requests = Array.from({ length: 180 }, (_, index): Request[] => {
      const at = start + 60 * index;
      return [
        { at, id: usOpus, arn: session("search", "i-1"), metadata: { team: "red" }, input: 900, output: 10 },
        { at, id: usOpus, arn: session("batch", `i-${index}`), metadata: { team: "blue" }, input: 400, output: 10 },
        { at, id: usOpus, arn: session("batch", "i-1"), input: 400, output: 10, unlogged: true },
      ];
    }).flat();
    // Half an hour ago, where it stays in the hour that is read.
    const burst = { at: start + 90 * 60 + 30, id: usOpus, arn: session("batch", "i-90"), output: 10 };
    requests.push({ ...burst, input: 50_000 }, { ...burst, input: 0, throttled: true, unlogged: true });
    const made = accountOf(requests, { start, end: end + hour });
    delete made.account.options.now;
    logs = made.logs;
    running = await run(made.account);
  });
  after(() => running.server.close());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "headroom-top-who-"));
    running.server.forget();
    logs.groups[0]!.storedBytes = 1e9;
  });
  afterEach(() => {
    running.server.mend();
    rmSync(folder, { recursive: true });
  });

  const top = (...args: string[]): Promise<Ran> =>
    runOnAccount(running, folder, ["top", "--timezone", "UTC", ...args], { LANG: "C.UTF-8" });
  const queries = () => running.server.count("StartQuery");
  const shares = (callers: TargetCallers | null | undefined) =>
    callers?.rows.map(({ name, share, shareAtPeak, shareWhileThrottled }) => [
      name,
      share,
      shareAtPeak,
      shareWhileThrottled,
    ]);

  for (const by of ["caller", "metadata:team"]) {
    it(`--once --json --by ${by} has the numbers of usage --since 1h`, async () => {
      const { code, stdout, stderr } = await top("--once", "--json", "--by", by, "--yes");
      assert.equal(code, 0, stderr);
      const { places, cost } = JSON.parse(stdout) as Document;
      assert.equal(queries(), 1);
      const asked = running.server.calls.filter(({ operation }) => operation === "GetMetricData");
      assert.equal(
        cost.metrics,
        asked.reduce((sum, { input }) => sum + input.MetricDataQueries.length, 0),
        "the estimate's and the reading's metrics are in it",
      );
      const usage = await runOnAccount(running, folder, ["usage", "--since", "1h", "--by", by, "--yes", "--json", "-"]);
      const { targets } = JSON.parse(usage.stdout) as UsageDocument;
      const [own] = places[0]!.targets;
      assert.ok((own?.callers?.rows.length ?? 0) >= 3);
      assert.deepEqual(shares(own?.callers), shares(targets[0]?.callers));
      assert.equal(places[0]!.callers.failure, null);
      assert.equal(places[0]!.callers.spent.bytes, places[0]!.callers.source?.bytesScanned);
    });
  }

  it("--once prints them under the rows", async () => {
    const { stdout } = await top("--once", "--by", "caller", "--yes");
    assert.match(stdout, /^headroom top .* logs 6\d\.?\d? kB <\$0\.0001, \$\S+ an hour$/m);
    assert.match(stdout, /^Who, from the invocation logs, by caller, \d\d:\d\d to \d\d:\d\d$/m);
    assert.match(stdout, /^search \(role\) +35\.3% +1\.9% +1\.9% +60 /m);
    assert.match(stdout, /^batch \(role\) +47\.1% +97\.1% +97\.1% +61 /m);
    assert.match(stdout, /^not in the logs +17\.6% +1% +1% +60 +1 /m);
  });

  it("reads nothing without leave, where nobody can be asked, nor more than --max-cost", async () => {
    const unasked = await top("--once", "--by", "caller");
    assert.equal(unasked.code, 3);
    assert.match(unasked.stderr, /reads \/bedrock\/calls with Logs Insights: about .*allow it with --yes/);
    logs.groups[0]!.storedBytes = 800e9;
    const dear = await top("--once", "--by", "caller", "--yes");
    assert.equal(dear.code, 3);
    assert.match(dear.stderr, /more than the \$1\.00 of --max-cost/);
    assert.equal(queries(), 0);
  });

  it("without --by asks nothing of logs", async () => {
    await top("--once");
    for (const { operation } of running.server.calls) assert.doesNotMatch(operation, /Query|LogGroups|Logging/);
  });

  it("access that is denied is a line, beside all else, and exit code 3", async () => {
    running.server.fail("StartQuery", accessDenied("logs:StartQuery"));
    const { code, stdout } = await top("--once", "--by", "caller", "--yes");
    assert.equal(code, 3);
    assert.match(stdout, /Claude Opus 5 cross-region +tpm/);
    assert.match(stdout, /^Not read: access denied: logs:StartQuery/m);
  });

  it("needs no more than its policy allows, in a statement of its own", async () => {
    await top("--once", "--by", "session", "--yes");
    const { stdout } = await runOnAccount(running, folder, ["iam-policy", "top"]);
    const { Statement } = JSON.parse(stdout) as { Statement: { Sid: string; Action: string[] }[] };
    const allowed = new Set(Statement.flatMap(({ Action }) => Action.map((action) => action.split(":")[1])));
    for (const { operation } of running.server.calls) assert.ok(allowed.has(operation), operation);
    assert.ok(Statement.find(({ Sid }) => Sid === "ReadWhoCalled")?.Action.includes("logs:StartQuery"));
  });

  for (const [args, said] of [
    [["--by", "profile"], /write caller, session, or metadata:/],
    [["--by", "metadata:a`b"], /write caller, session, or metadata:/],
    [["--by", "caller", "--max-cost", "much"], /--max-cost much: write dollars/],
  ] as const) {
    it(`refuses ${args.join(" ")}`, async () => {
      const { code, stderr } = await top(...args);
      assert.equal(code, 3);
      assert.match(stderr, said);
      assert.equal(running.server.count(), 0);
    });
  }
});
