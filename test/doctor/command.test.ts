import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DoctorDocument } from "../../cli/doctor/document-shape.ts";
import { accessDenied } from "../../local/servers/aws-http.ts";
import { runHeadroom } from "../registry-cli/run-headroom.ts";
import { assertMatchesSchema } from "../schemas/matches-schema.ts";
import {
  type DeployedAccount,
  deployedAccount,
  environmentOf,
  type RunningAccount,
  stack,
  start,
  use,
} from "./deployed-account.ts";

describe("headroom doctor", function () {
  this.timeout(120_000);
  let made: DeployedAccount;
  let running: RunningAccount;

  beforeEach(async () => {
    made = await deployedAccount(Date.now() / 1000);
    running = await start(made, { realClock: true });
  });
  afterEach(() => running.close());

  const doctor = (args: string[] = [], environment: NodeJS.ProcessEnv = {}) =>
    runHeadroom(["doctor", ...args], {
      cwd: running.folder,
      env: { ...environmentOf(running), CI: "1", ...environment },
    });
  const documentOf = async (...args: string[]) => {
    const { code, stdout, stderr } = await doctor(["--json", "-", ...args]);
    const document = JSON.parse(stdout || "null") as DoctorDocument;
    if (document) assertMatchesSchema("doctor", document);
    return { code, document, stderr };
  };
  const serious = ({ findings }: DoctorDocument) => findings.filter(({ level }) => level !== "ok" && level !== "note");

  it("ends with 0 where all is well, and says so in a line each", async () => {
    const { code, stdout, stderr } = await doctor(["--stack", stack], { COLUMNS: "80" });
    assert.equal(code, 0, stdout + stderr);
    for (const line of stdout.split("\n")) assert.ok(line.length <= 80, line);
    assert.match(stdout, /^prod in us-east-1, account 123456789012: /);
    assert.match(stdout, /^ok {10}alarms evaluate: 29 alarms evaluating$/m);
    assert.match(stderr, /Examining prod in us-east-1/);
  });

  it("ends with the worst, says it first, and what to do under it", async () => {
    made.alarms[0]!.actionsEnabled = false;
    use(made, "us.anthropic.claude-sonnet-5", 10);
    made.topics.splice(1, 1);
    const { code, stdout } = await doctor([], { COLUMNS: "80" });
    assert.equal(code, 2, stdout);
    assert.match(stdout, /: 1 critical, 2 warnings[,;]/);
    const text = stdout.replaceAll(/\s+/g, " ");
    assert.match(
      text,
      /CRITICAL subscriptions: no topic for critical in the account: .* \$ npm run up -- prod --refresh/,
    );
    assert.ok(text.indexOf("CRITICAL") < text.indexOf("WARNING"));
    for (const line of stdout.split("\n")) assert.ok(line.length <= 80 || /^ +(\$ |https:)/.test(line), line);
  });

  it("ends with 1 for a warning, as its schema has it, in a file, too", async () => {
    use(made, "us.anthropic.claude-sonnet-5", 10);
    const file = join(running.folder, "found.json");
    const { code, stdout } = await doctor(["--json", file]);
    assert.equal(code, 1, stdout);
    const document = JSON.parse(readFileSync(file, "utf8")) as DoctorDocument;
    assertMatchesSchema("doctor", document);
    assert.deepEqual([document.verdict, document.counts.warning, document.account], ["warning", 1, "123456789012"]);
  });

  it("looks at every stack of the folder, and tells all though one has errors", async () => {
    writeFileSync(join(running.folder, "Pulumi.broken.yaml"), "config:\n  aws:region: us-east-1\n");
    const { code, document, stderr } = await documentOf();
    assert.equal(code, 3);
    assert.match(stderr, /headroom: broken: /);
    assert.equal(document.stack, stack);
  });

  it("writes nothing where no stack could be looked at", async () => {
    for (const name of [stack, "broken"])
      writeFileSync(join(running.folder, `Pulumi.${name}.yaml`), "config:\n  aws:region: us-east-1\n");
    const { code, stdout, stderr } = await doctor(["--json", "-"]);
    assert.deepEqual([code, stdout], [3, ""]);
    assert.match(stderr, /headroom: broken: .*\n(?:.*\n)*headroom: prod: /);
  });

  const denials: [operation: string, action: string, checks: string[]][] = [
    [
      "DescribeAlarms",
      "cloudwatch:DescribeAlarms",
      ["alarms-there", "alarms-as-planned", "alarms-evaluate", "alarms-tell", "alarms-left-over", "delivery"],
    ],
    ["ListAlarmMuteRules", "cloudwatch:ListAlarmMuteRules", ["alarms-muted"]],
    [
      "GetMetricData",
      "cloudwatch:GetMetricData",
      [
        "publisher-runs",
        "quotas-fresh",
        "quotas-published",
        "changes-told",
        "models-watched",
        "profiles-counted",
        "burndown",
      ],
    ],
    ["ListMetrics", "cloudwatch:ListMetrics", ["models-watched", "profiles-counted", "burndown"]],
    ["ListServiceQuotas", "servicequotas:ListServiceQuotas", ["quotas-published"]],
    ["ListSubscriptionsByTopic", "sns:ListSubscriptionsByTopic", ["subscriptions", "slack", "webhooks"]],
    ["DescribeSecret", "secretsmanager:DescribeSecret", ["webhooks"]],
    ["ListFoundationModels", "bedrock:ListFoundationModels", ["models-offered"]],
    ["ListInferenceProfiles", "bedrock:ListInferenceProfiles", ["models-offered", "profiles-counted"]],
  ];
  for (const [operation, action, checks] of denials)
    it(`can't tell what ${action} would have told, never that it is well`, async () => {
      // An id that no stack counts, so that its calls are asked for.
      if (operation === "GetMetricData") use(made, "us.anthropic.claude-sonnet-5", 10);
      running.server.fail(operation, accessDenied(action));
      const { code, document } = await documentOf();
      assert.equal(code, 3);
      const untold = document.findings.filter(({ level }) => level === "cannot-tell");
      assert.deepEqual([...new Set(untold.map(({ check }) => check))].sort(), [...checks].sort());
      assert.deepEqual(serious(document), untold);
      for (const { found, fix } of untold) {
        assert.match(found, new RegExp(`access denied: ${action}`));
        assert.match(fix?.text ?? "", /headroom iam-policy doctor/);
      }
      const isWell = document.findings.filter(({ level, check }) => level === "ok" && checks.includes(check));
      assert.deepEqual(isWell, []);
    });

  it("can't tell what a quota is that no list has and that may not be asked for", async () => {
    made.quotas.splice(0, 1);
    running.server.fail("GetServiceQuota", accessDenied("servicequotas:GetServiceQuota"));
    const { code, document } = await documentOf();
    assert.equal(code, 3);
    assert.deepEqual(
      serious(document).map(({ check, level }) => [check, level]),
      [["quotas-published", "cannot-tell"]],
    );
    assert.match(serious(document)[0]!.found, /1 quota is.*access denied: servicequotas:GetServiceQuota/);
  });

  it("can't tell where a permission goes halfway through the pages", async () => {
    // More alarms than a page holds: the second page is refused.
    for (let index = 0; index < 150; index++)
      made.alarms.push({ name: `warning: somebody's ${index}`, state: "OK", alarmActions: [] });
    running.server.fail("DescribeAlarms", accessDenied("cloudwatch:DescribeAlarms"), { after: 3 });
    const { code, document } = await documentOf();
    assert.equal(code, 3);
    assert.ok(serious(document).every(({ level }) => level === "cannot-tell"));
    assert.ok(serious(document).length > 0);
  });

  it("still finds what is wrong beside what it can't tell, and ends with the critical", async () => {
    running.server.fail("ListAlarmMuteRules", accessDenied("cloudwatch:ListAlarmMuteRules"));
    made.topics.splice(1, 1);
    assert.equal((await documentOf()).code, 2);
  });

  it("says in one line that there are no credentials", async () => {
    const { code, stdout, stderr } = await doctor([], {
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
    });
    assert.deepEqual([code, stdout], [3, ""]);
    assert.match(stderr, /no AWS credentials were found/);
    assert.doesNotMatch(stderr, /\n +at /);
  });

  it("says that nothing answers in a Region out of reach", async () => {
    const { code, stdout, stderr } = await doctor([], { AWS_ENDPOINT_URL: "http://127.0.0.1:9" });
    assert.deepEqual([code, stdout], [3, ""]);
    assert.match(stderr, /nothing answers there/);
  });

  it("says that a stack was never deployed, once", async () => {
    made.alarms.length = 0;
    const { code, document } = await documentOf();
    assert.equal(code, 2);
    assert.deepEqual(
      serious(document).map(({ check }) => check),
      ["deployed"],
    );
  });

  const wrong: [what: string, args: string[], stderr: RegExp][] = [
    ["a stack that has no file", ["--stack", "prd"], /there is no stack "prd".*did you mean prod\?/],
    ["a state file that is not there", ["--stack", stack, "--state", "no.json"], /no\.json: there is no such file/],
    ["a state of another stack", ["--stack", stack, "--state", "other.json"], /is of stack "dev"/],
    ["a state that is no state", ["--stack", stack, "--state", "Pulumi.prod.yaml"], /is no JSON/],
    ["JSON that is no state", ["--stack", stack, "--state", "list.json"], /is no export of a Pulumi stack/],
    ["a folder for its JSON", ["--json", "."], /is a folder/],
    ["an option that is none", ["--stak", stack], /unknown option '--stak'/],
  ];
  for (const [what, args, expected] of wrong)
    it(`ends with 3 and one line for ${what}, and asks AWS nothing`, async () => {
      writeFileSync(join(running.folder, "list.json"), "[]");
      writeFileSync(
        join(running.folder, "other.json"),
        JSON.stringify({ deployment: { resources: [{ urn: "urn:pulumi:dev::bedrock-headroom::a::b", type: "a" }] } }),
      );
      const { code, stdout, stderr } = await doctor(args);
      assert.deepEqual([code, stdout], [3, ""]);
      assert.match(stderr, expected);
      assert.equal(running.server.count(), 0);
    });

  it("says where there is no stack file at all", async () => {
    const empty = mkdtempSync(join(tmpdir(), "headroom-doctor-none-"));
    try {
      const { code, stderr } = await runHeadroom(["doctor"], { cwd: empty });
      assert.equal(code, 3);
      assert.match(stderr, /there is no Pulumi\.<stack>\.yaml in this folder/);
    } finally {
      rmSync(empty, { recursive: true });
    }
  });

  it("calls nothing but what its policy allows, and allows nothing it does not call", async () => {
    made.muteRules["night"] = { status: "SCHEDULED", alarms: [] };
    // One that no list has is asked for by itself.
    made.quotas.splice(0, 1);
    await doctor();
    const services: Record<string, string> = { monitoring: "cloudwatch" };
    const called = running.server.calls.map(({ service, operation }) => `${services[service] ?? service}:${operation}`);
    const { stdout } = await runHeadroom(["iam-policy", "doctor"]);
    const { Statement } = JSON.parse(stdout) as { Statement: { Action: string[] }[] };
    assert.deepEqual([...new Set(called)].sort(), Statement.flatMap(({ Action }) => Action).sort());
  });
});
