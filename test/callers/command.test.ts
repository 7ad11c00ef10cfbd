import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accessDenied } from "../../local/servers/aws-http.ts";
import type { UsageDocument } from "../../monitoring/report/document.ts";
import type { Ran } from "../registry-cli/run-headroom.ts";
import { type Running, run, usOpus } from "../usage/pretend-account.ts";
import { runOnAccount } from "../usage/run-on-account.ts";
import type { PretendLogs } from "./pretend-logs.ts";
import { accountOf, type Request, session } from "./truth.ts";

const hour = 3_600;

describe("usage --by caller, as a person runs it", function () {
  this.timeout(60_000);
  let running: Running;
  let logs: PretendLogs;
  let folder: string;

  before(async () => {
    const end = Math.floor(Date.now() / 60_000) * 60;
    const start = end - 2 * hour;
    const requests = Array.from({ length: 100 }, (_, index): Request => {
      const metadata = { team: index % 2 === 0 ? "red" : "blue" };
      return {
        // Away from the ends of the window, which moves on while the test runs.
        at: start + 600 + 60 * index,
        id: usOpus,
        arn: session("search", `i-${index}`),
        metadata,
        input: 900,
        output: 10,
      };
    });
    const made = accountOf(requests, { start, end });
    delete made.account.options.now;
    logs = made.logs;
    running = await run(made.account);
  });
  after(() => running.server.close());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "headroom-callers-"));
    running.server.forget();
    logs.groups[0]!.storedBytes = 1e9;
  });
  afterEach(() => {
    running.server.mend();
    rmSync(folder, { recursive: true });
  });

  const usage = (...args: string[]): Promise<Ran> =>
    runOnAccount(running, folder, ["usage", "--since", "2h", "--timezone", "UTC", ...args]);
  const queries = () => running.server.count("StartQuery");

  it("writes who called into every file, and says what it cost", async () => {
    const files = ["--json", "u.json", "--csv", "u.csv", "--markdown", "u.md", "--html", "u.html"];
    const { code, stdout, stderr } = await usage("--by", "caller", "--yes", ...files);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^search \(role\) +100% +100% +- +100 /m);
    assert.match(
      stdout,
      /By caller, from \/bedrock\/calls: 100 records, 1 query, 50 kB scanned, less than \$0\.0001; estimated \$/,
    );
    const { targets, callers, cost } = JSON.parse(readFileSync(join(folder, "u.json"), "utf8")) as UsageDocument;
    assert.deepEqual(
      targets[0]?.callers?.rows.map(({ name, requests }) => [name, requests]),
      [["search (role)", 100]],
    );
    assert.equal(callers?.bytesScanned, 50_000);
    // What was asked of CloudWatch for the estimate is in the report's cost.
    assert.equal(cost.requests, running.server.count("GetMetricData"));
    assert.match(readFileSync(join(folder, "u.csv"), "utf8"), /,by caller,/);
    assert.match(readFileSync(join(folder, "u.md"), "utf8"), /^\| search \(role\) \| 100% /m);
    assert.match(readFileSync(join(folder, "u.html"), "utf8"), /search \(role\)/);
    assert.equal(queries(), 1);
  });

  it("groups by metadata, and by session", async () => {
    const byTeam = await usage("--by", "metadata:team", "--yes");
    assert.match(byTeam.stdout, /^red +50% /m);
    assert.match(byTeam.stdout, /^blue +50% /m);
    const bySession = await usage("--by", "session", "--yes");
    assert.match(bySession.stdout, /^81 others +81% /m);
  });

  it("reads nothing that costs without leave, where nobody can be asked", async () => {
    const { code, stderr } = await usage("--by", "caller");
    assert.equal(code, 3);
    assert.match(
      stderr,
      /reads \/bedrock\/calls with Logs Insights: about .*\$\S+ \(.*\)\. That costs money: allow it with --yes/,
    );
    assert.equal(queries(), 0);
  });

  it("reads no more than --max-cost, by the estimate", async () => {
    logs.groups[0]!.storedBytes = 500e9;
    const { code, stderr } = await usage("--by", "caller", "--yes");
    assert.equal(code, 3);
    assert.match(stderr, /about (?:49\d|500) GB, \$2\.(?:4\d|50) .*more than the \$1\.00 of --max-cost/);
    assert.equal(queries(), 0);
    const raised = await usage("--by", "caller", "--yes", "--max-cost", "3");
    assert.equal(raised.code, 0, raised.stderr);
    assert.match(raised.stdout, /estimated \$2\.(?:4\d|50)/);
  });

  it("with --max-cost 0 reads nothing, also where the estimate is nothing", async () => {
    logs.groups[0]!.storedBytes = 0;
    const { code, stdout } = await usage("--by", "caller", "--yes", "--max-cost", "0");
    assert.equal(code, 3);
    assert.match(stdout, /Not read: use by caller: .*more than was allowed/);
    assert.equal(queries(), 0);
  });

  it("without access tells all else, which action it lacks, and exits with 3", async () => {
    running.server.fail("StartQuery", accessDenied("logs:StartQuery"));
    const { code, stdout } = await usage("--by", "caller", "--yes");
    assert.equal(code, 3);
    assert.match(stdout, /Not read: use by caller: access denied: logs:StartQuery/);
    assert.match(stdout, /anthropic\.claude-opus-5/);
  });

  it("does not read logs that it is not asked for", async () => {
    await usage("--by", "profile", "--yes");
    await usage("--yes");
    for (const { operation } of running.server.calls) assert.doesNotMatch(operation, /Query|LogGroups|Logging/);
  });

  for (const [by, said] of [
    ["principal-tag:team", /no source says that invocation logs hold the tags/],
    ["metadata:", /write profile, caller, session/],
    ["metadata:a`b", /write profile, caller, session/],
    ["who", /write profile, caller, session/],
  ] as const) {
    it(`refuses --by ${by}`, async () => {
      const { code, stderr } = await usage("--by", by, "--yes");
      assert.equal(code, 3);
      assert.match(stderr, said);
    });
  }

  it("takes a report of the last minutes from the cache, without reading the logs again", async () => {
    await usage("--by", "caller", "--yes");
    const again = await usage("--by", "caller", "--yes");
    assert.match(again.stdout, /search \(role\)/);
    assert.equal(queries(), 1);
  });

  it("iam-policy has what it needs in a statement of its own", async () => {
    const { stdout } = await runOnAccount(running, folder, ["iam-policy", "usage"]);
    const { Statement } = JSON.parse(stdout) as { Statement: { Sid: string; Action: string[] }[] };
    assert.deepEqual(Statement.find(({ Sid }) => Sid === "ReadWhoCalled")?.Action, [
      "bedrock:GetModelInvocationLoggingConfiguration",
      "logs:DescribeLogGroups",
      "logs:StartQuery",
      "logs:GetQueryResults",
      "logs:StopQuery",
    ]);
  });
});
