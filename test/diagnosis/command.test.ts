import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DiagnosisDocument } from "../../cli/diagnose/document-shape.ts";
import { accessDenied } from "../../local/servers/aws-http.ts";
import { assertMatchesSchema } from "../schemas/matches-schema.ts";
import {
  applicationProfile,
  emptyAccount,
  opus,
  type PretendAccount,
  run,
  seriesOf,
  usOpus,
} from "../usage/pretend-account.ts";
import { runOnAccount } from "../usage/run-on-account.ts";
import { accountOf, add } from "./account-of.ts";
import { type Incident, play } from "./incident.ts";

const begin = Math.floor(Date.now() / 60_000) * 60 - 3_600;

/** A third of the quota used, with max_tokens of 32,000: ten minutes of throttles. */
const reserved: Incident = {
  ...{ quotas: { tokensPerMinute: 1_000_000 }, refill: "bucket", burndown: 10, minutes: 40, seed: 3 },
  loads: [
    { perMinute: (m) => (m > 10 && m < 20 ? 110 : 20), input: 2_000, output: 200, maxTokens: 32_000, seconds: 15 },
  ],
};

const tokensError = (minute: number, about = usOpus) =>
  `${new Date((begin + minute * 60) * 1_000).toISOString()} ThrottlingException: Too many tokens, please wait before trying again. model=${about}\n`;

describe("headroom diagnose", function () {
  this.timeout(30_000);
  const folder = mkdtempSync(join(tmpdir(), "headroom-diagnose-"));
  after(() => rmSync(folder, { recursive: true }));

  async function diagnose(args: string[], account: PretendAccount, environment: NodeJS.ProcessEnv = {}) {
    const running = await run(account);
    try {
      return await runOnAccount(running, folder, ["diagnose", "--since", "2h", "--no-cache", ...args], environment);
    } finally {
      await running.server.close();
    }
  }
  const documentOf = async (args: string[], account: PretendAccount) => {
    const { stdout, stderr } = await diagnose(["--json", "-", ...args], account);
    assert.ok(stdout.startsWith("{"), stderr);
    const document = JSON.parse(stdout) as DiagnosisDocument;
    assertMatchesSchema("diagnose", document);
    return document;
  };

  it("says in 80 columns what is left, what to do first and what would tell", async () => {
    const { account } = accountOf(reserved, begin);
    const { code, stdout } = await diagnose([], account, { COLUMNS: "80" });
    assert.equal(code, 3, "it can't be told");
    for (const line of stdout.split("\n")) assert.ok(line.length <= 80 || /^ +\$ headroom /.test(line), line);
    const text = stdout.replaceAll(/\s+/g, " ");
    assert.match(text, /Cannot tell which\./);
    assert.match(
      text,
      /held and used \d+% to \d+%, max_tokens between \d+ \(output's p99\) and 128,000 \(the model's most\): not ruled out/,
    );
    assert.match(text, /Left: tokens reserved \(max_tokens\)/);
    assert.match(text, /Would tell more: the text of the errors .*\$ headroom diagnose .*--errors app\.log/);
    assert.match(text, /No metric shows the account's daily quota/);
  });

  it("tells the reservation from max_tokens, and is certain with the errors and the quota of then", async () => {
    const [load] = reserved.loads;
    const { account } = accountOf({ ...reserved, loads: [{ ...load!, input: 200, output: 50, seconds: 20 }] }, begin);
    const given = await documentOf(["--max-tokens", "32000"], account);
    const [target] = given.targets;
    assert.ok(target);
    assert.equal(
      target.throttled,
      target.bursts.reduce((sum, { throttled }) => sum + throttled, 0),
    );
    for (const { cause, sureness, left } of target.bursts)
      assert.deepEqual([cause, sureness], ["tokens-reserved", "likely"], JSON.stringify(left));
    assert.match(
      target.bursts[0]?.first.command ?? "",
      /^headroom advise anthropic\.claude-opus-5\/cross-region --region us-east-1$/,
    );

    const stack = join(folder, "Pulumi.team.yaml");
    writeFileSync(stack, `config:\n  aws:region: us-east-1\n  bedrock-headroom:models: [us.${opus}]\n`);
    account.series.push({
      ...seriesOf("TokenQuota", usOpus, begin, Array(45).fill(1_000_000)),
      ...{ namespace: "Bedrock/Quotas", dimensions: { Stack: "team", ModelId: usOpus } },
    });
    const minutes = target.bursts.map(({ start }) => Math.round((Date.parse(start) / 1_000 - begin) / 60));
    writeFileSync(join(folder, "app.log"), minutes.map((minute) => tokensError(minute)).join(""));
    const sure = await documentOf(["--max-tokens", "32000", "--errors", "app.log"], account);
    const [first] = sure.targets[0]?.bursts ?? [];
    assert.deepEqual([first?.cause, first?.sureness], ["tokens-reserved", "certain"]);
    assert.ok(first?.limits.every(({ quotaOfThen }) => quotaOfThen));
    assert.deepEqual(first?.wouldTell, []);
    assert.deepEqual(sure.errors, { lines: minutes.length, errors: minutes.length });
    rmSync(stack);
  });

  it("takes the quota of each minute where it was published, whatever it is now", async () => {
    const { account } = accountOf(reserved, begin);
    const stack = join(folder, "Pulumi.team.yaml");
    writeFileSync(stack, `config:\n  aws:region: us-east-1\n  bedrock-headroom:models: [us.${opus}]\n`);
    for (const quota of account.quotas) if (quota.code === "L-99296DCD") quota.applied = 50_000_000;
    account.series.push({
      ...seriesOf("TokenQuota", usOpus, begin, Array(45).fill(1_000_000)),
      ...{ namespace: "Bedrock/Quotas", dimensions: { Stack: "team", ModelId: usOpus } },
    });
    const [burst] = (await documentOf(["--max-tokens", "32000"], account)).targets[0]?.bursts ?? [];
    assert.equal(burst?.cause, "tokens-reserved");
    assert.deepEqual(burst.limits[0]?.quota, { lowest: 1_000_000, highest: 1_000_000 });
    rmSync(stack);
  });

  it("finds the quotas of then under whatever stack publishes them, of two the lowest", async () => {
    const { account } = accountOf(reserved, begin);
    for (const quota of account.quotas) if (quota.code === "L-99296DCD") quota.applied = 50_000_000;
    const publish = (stack: string, from: number, values: number[]) =>
      account.series.push({
        ...seriesOf("TokenQuota", usOpus, begin + from * 60, values),
        ...{ namespace: "Bedrock/Quotas", dimensions: { Stack: stack, ModelId: usOpus } },
      });
    publish("myorg-prod", 0, Array(45).fill(1_000_000));
    publish("b", 0, Array(5).fill(3_000_000));
    const [burst] = (await documentOf(["--max-tokens", "32000"], account)).targets[0]?.bursts ?? [];
    assert.deepEqual(burst?.limits[0]?.quota, { lowest: 1_000_000, highest: 1_000_000 });
    assert.ok(burst.limits[0].quotaOfThen);
    assert.ok(burst.wouldTell.every(({ text }) => !/a deployed stack publishes/.test(text)));
  });

  it("takes an error that names no model for a target's own only where nothing else was throttled, asked for or not", async () => {
    const { account } = accountOf(reserved, begin);
    writeFileSync(join(folder, "plain.log"), Array.from({ length: 15 }, (_, m) => tokensError(m + 8, "")).join(""));
    const args = [usOpus, "--max-tokens", "32000", "--errors", "plain.log"];
    const alone = (await documentOf(args, account)).targets[0]?.bursts[0];
    assert.equal(alone?.errors?.named, true);
    account.series.push(seriesOf("InvocationThrottles", "us.anthropic.claude-sonnet-5", begin + 720, [4, 4]));
    account.series.push(seriesOf("Invocations", "us.anthropic.claude-sonnet-5", begin + 720, [4, 4]));
    const beside = await documentOf(args, account);
    assert.equal(beside.targets.length, 1);
    assert.equal(beside.targets[0]?.bursts[0]?.errors?.named, false);
  });

  it("says of errors of another time that they are, and which", async () => {
    const { account } = accountOf(reserved, begin);
    writeFileSync(join(folder, "late.log"), tokensError(-300));
    const { notes } = await documentOf(["--errors", "late.log"], account);
    assert.match(notes.join(" "), /none of a burst told here: .*--timezone/);
    writeFileSync(join(folder, "undated.log"), "ThrottlingException: Too many tokens, please wait\n");
    assert.match(
      (await documentOf(["--errors", "undated.log"], account)).notes.join(" "),
      /no error of --errors has a time/,
    );
  });

  it("rules nothing out of minutes that are still coming in, and says so", async () => {
    const now = Math.floor(Date.now() / 60_000) * 60;
    const account = emptyAccount();
    delete account.options.now;
    account.series.push(seriesOf("Invocations", usOpus, now - 1_200, Array(20).fill(1)));
    account.series.push(seriesOf("InvocationThrottles", usOpus, now - 120, [1, 0]));
    account.series.push(seriesOf("EstimatedTPMQuotaUsage", usOpus, now - 1_200, Array(20).fill(10)));
    const document = await documentOf(["--max-tokens", "10"], account);
    const [target] = document.targets;
    assert.ok(target?.bursts[0]?.limits.every(({ support }) => support !== "ruled-out"));
    assert.match(document.notes.join(" "), /newest minutes may still grow/);
    const { stdout } = await diagnose([], account, { COLUMNS: "60" });
    assert.match(stdout, /: 1 request throttled/);
    for (const line of stdout.split("\n")) assert.ok(line.length <= 60 || /^ +\$ headroom /.test(line), line);
    assert.match(stdout, /^ +\$ headroom advise anthropic\.claude-opus-5\/cross-region --region us-east-1$/m);
  });

  it("reads the window's edges with the minutes about them, and tells no burst outside", async () => {
    const account = emptyAccount();
    delete account.options.now;
    const from = Math.floor((begin - 3_600) / 300) * 300;
    account.series.push(seriesOf("Invocations", usOpus, from - 1_200, Array(60).fill(5)));
    // Long before the window, in its first minute, and after its end.
    account.series.push(
      seriesOf("InvocationThrottles", usOpus, from - 600, [2, ...Array(9).fill(0), 3, ...Array(29).fill(0), 7]),
    );
    account.series.push(seriesOf("EstimatedTPMQuotaUsage", usOpus, from - 1_200, Array(60).fill(50)));
    const iso = (time: number) => new Date(time * 1_000).toISOString();
    const window = ["--since", iso(from), "--until", iso(from + 1_800), "--max-tokens", "10"];
    const document = await documentOf(window, account);
    assert.deepEqual(document.window, {
      start: iso(from).replace(".000", ""),
      end: iso(from + 1_800).replace(".000", ""),
    });
    assert.equal(document.targets[0]?.throttled, 3);
    assert.ok(document.targets[0].bursts[0]?.limits.some(({ support }) => support === "ruled-out"));
    const [step] = document.targets[0].bursts[0]?.wouldTell ?? [];
    assert.ok(step?.command);
    assert.ok(step.command.includes(`--since ${iso(from).slice(0, 16)}Z --until ${iso(from + 1_800).slice(0, 16)}Z`));
    const again = await documentOf(
      step.command
        .split(" ")
        .slice(2)
        .join(" ")
        .replace(/--errors .*$/, "")
        .trim()
        .split(" "),
      account,
    );
    assert.equal(again.targets[0]?.throttled, 3, "the command that would tell looks at the same window");
  });

  it("takes a quota of requests or days that the account doesn't have for no limit", async () => {
    const account = emptyAccount();
    delete account.options.now;
    const nova = "us.amazon.nova-pro-v1:0";
    account.series.push(seriesOf("Invocations", nova, begin, Array(40).fill(5)));
    account.series.push(seriesOf("InvocationThrottles", nova, begin + 900, [4]));
    const [burst] = (await documentOf([nova], account)).targets[0]?.bursts ?? [];
    assert.ok(burst);
    assert.deepEqual([...new Set(burst.limits.map(({ kind }) => kind))], ["tpm"], "of requests and days it has none");
    assert.ok(burst.limits.every(({ support }) => support === "cannot-tell"));
    assert.equal(burst.cause, null, "of tokens every model has one, so that it isn't told without");
  });

  it("can't tell of a window whose minutes are not all kept, though the others had no throttles", async () => {
    const quiet = accountOf({ ...reserved, loads: [{ ...reserved.loads[0]!, perMinute: () => 5 }] }, begin).account;
    const { code, stdout } = await diagnose(["--since", "20d"], quiet);
    assert.equal(code, 3);
    assert.match(
      stdout.replaceAll(/\s+/g, " "),
      /Not read: what was before 20\S+: CloudWatch keeps minutes for 15 days/,
    );
  });

  it("reads what requests asked for where a stack's log filters measure it", async () => {
    const { account, outcome } = accountOf(reserved, begin);
    const stack = join(folder, "Pulumi.team.yaml");
    writeFileSync(
      stack,
      `config:\n  aws:region: us-east-1\n  bedrock-headroom:models: [us.${opus}]\n  bedrock-headroom:reservation: { source: logs, logGroup: bedrock }\n`,
    );
    const put = (minute: number, value: number) =>
      account.data.push({
        namespace: "Bedrock/Reservation/team",
        metric: "MaxTokens",
        dimensions: { ModelId: usOpus },
        timestamp: begin + minute * 60,
        value,
      });
    for (const { minute, maxTokens } of outcome.accepted) put(minute, maxTokens);
    const [burst] = (await documentOf([], account)).targets[0]?.bursts ?? [];
    assert.equal(burst?.maxTokens?.from, "measured");
    assert.equal(burst.cause, "tokens-reserved");
    // Half of the requests are in no log: what they asked for is only known between bounds.
    account.data = account.data.filter(({ metric }, index) => metric !== "MaxTokens" || index % 2 === 0);
    const [unsure] = (await documentOf([], account)).targets[0]?.bursts ?? [];
    assert.equal(unsure?.maxTokens?.from, "partly-assumed");
    rmSync(stack);
  });

  it("names who drew most in those minutes, with their tags", async () => {
    const { account } = accountOf(
      { ...reserved, loads: [{ ...reserved.loads[0]!, perMinute: (m) => (m > 10 && m < 20 ? 80 : 20) }] },
      begin,
    );
    const profile = applicationProfile("abc123def456", opus, { team: "search" });
    account.bedrock.profiles.push(profile);
    add(
      account,
      play({ ...reserved, seed: 9, loads: [{ ...reserved.loads[0]!, perMinute: (m) => (m > 10 && m < 20 ? 90 : 5) }] }),
      begin,
      "abc123def456",
    );
    const [burst] =
      (await documentOf(["--max-tokens", "32000"], account)).targets[0]?.bursts.toSorted(
        (a, b) => b.throttled - a.throttled,
      ) ?? [];
    assert.equal(burst?.drawers[0]?.id, "abc123def456");
    assert.deepEqual(burst.drawers[0]?.tags, { team: "search" });
    assert.ok(Math.abs(burst.drawers.reduce((sum, { share }) => sum + share, 0) - 100) < 1e-6);
    const { stdout } = await diagnose([], account);
    assert.match(stdout, /Drew most: abc123def456 \(name of abc123def456, team=search\) \d+%/);
  });

  it("knows a quota of 0, requests, and a model's daily quota for what they are", async () => {
    const none = accountOf({ ...reserved, quotas: { tokensPerMinute: 0 } }, begin).account;
    const [zero] = (await documentOf([], none)).targets[0]?.bursts ?? [];
    assert.deepEqual([zero?.cause, zero?.sureness], ["quota-zero", "likely"]);
    assert.match(zero?.first.command ?? "", /headroom increase/);
  });

  it("tells of mantle, which publishes no throttles, by the errors of callers", async () => {
    const account = emptyAccount();
    delete account.options.now;
    account.quotas.push({ code: "L-0A6D8B2C", name: "x", applied: 1, adjustable: true });
    account.series.push(seriesOf("Inferences", opus, begin, Array(40).fill(10), "AWS/BedrockMantle"));
    account.series.push(seriesOf("TotalInputTokens", opus, begin, Array(40).fill(1_000), "AWS/BedrockMantle"));
    const silent = await documentOf([], account);
    assert.match(silent.notes.join(" "), /bedrock-mantle publishes no throttled requests/);
    writeFileSync(join(folder, "mantle.log"), tokensError(12, opus) + tokensError(13, opus));
    const [target] = (await documentOf(["--errors", "mantle.log"], account)).targets;
    assert.deepEqual([target?.scope, target?.throttled, target?.bursts.length], ["mantle", 2, 1]);
  });

  it("writes files whole, as JSON and as Markdown for a ticket", async () => {
    const { account } = accountOf(reserved, begin);
    const name = "a|b <script> `c` [d](https://example.com)\r# e";
    account.bedrock.profiles.push({ ...applicationProfile("abc123def456", opus), name });
    add(account, play(reserved), begin, "abc123def456");
    const [json, markdown] = [join(folder, "d.json"), join(folder, "d.md")];
    assert.equal((await diagnose(["--json", json, "--markdown", markdown], account)).code, 3);
    assertMatchesSchema("diagnose", JSON.parse(readFileSync(json, "utf8")));
    const text = readFileSync(markdown, "utf8");
    assert.match(text, /^# What throttled in us-east-1\n/);
    assert.ok(text.includes("(a\\|b \\<script\\> \\`c\\` \\[d\\](https://example.com) \\# e)"), text);
    assert.match(text, /\| tokens reserved \(max_tokens\) \| possible \|/);
  });

  it("rules nothing out by minutes whose metrics may still come", async () => {
    const account = emptyAccount();
    delete account.options.now;
    const last = Math.floor(Date.now() / 60_000) * 60;
    account.series.push(seriesOf("Invocations", usOpus, last - 7_200, Array(120).fill(2)));
    account.series.push(seriesOf("EstimatedTPMQuotaUsage", usOpus, last - 7_200, Array(120).fill(200)));
    const throttles = Array.from({ length: 120 }, (_, minute) => (minute === 40 || minute === 119 ? 5 : Number.NaN));
    account.series.push(seriesOf("InvocationThrottles", usOpus, last - 7_200, throttles));
    const [now, before] = (await documentOf(["--max-tokens", "100"], account)).targets[0]?.bursts ?? [];
    assert.deepEqual([before?.cause, before?.sureness], ["not-a-quota", "likely"]);
    assert.equal(now?.cause, null, "its use may still come");
  });

  it("ends with 0 where nothing was throttled, 4 where nothing called, 3 where it can't tell", async () => {
    const quiet = accountOf({ ...reserved, loads: [{ ...reserved.loads[0]!, perMinute: () => 5 }] }, begin).account;
    const calm = await diagnose([], quiet);
    assert.equal(calm.code, 0);
    assert.match(calm.stdout, /No request was throttled in this window/);
    const idle = await diagnose([], emptyAccount());
    assert.equal(idle.code, 4);
    const denied = accountOf(reserved, begin).account;
    const running = await run(denied);
    running.server.fail("GetMetricData", accessDenied("cloudwatch:GetMetricData"), { after: 2 });
    const told = await runOnAccount(running, folder, ["diagnose", "--since", "2h", "--no-cache"]);
    running.server.mend();
    running.server.fail("ListServiceQuotas", accessDenied("servicequotas:ListServiceQuotas"));
    const unread = await runOnAccount(running, folder, ["diagnose", "--since", "2h", "--no-cache"]);
    await running.server.close();
    assert.equal(told.code, 3, "revoked halfway");
    assert.match(told.stderr, /access denied: cloudwatch:GetMetricData/);
    assert.equal(unread.code, 3);
    assert.match(unread.stdout.replaceAll(/\s+/g, " "), /quota not known/);
  });

  it("refuses what it can't do before AWS is asked", async () => {
    const account = emptyAccount();
    const wrong: [string[], RegExp][] = [
      [["--around", "yesterday"], /--around yesterday: no time/],
      [["--around", "2027-01-01"], /in the future/],
      [["--json", join(folder, "none/x.json")], /there is no folder/],
      [["--json", "-", "--markdown", "-"], /give each its own file/],
      [["--errors", join(folder, "none.log")], /--errors .*no such file/],
      [["--max-tokens", "0"], /whole number/],
      [["no-such-model"], /no-such-model/],
    ];
    for (const [args, message] of wrong) {
      const running = await run(account);
      const since = args[0] === "--around" ? [] : ["--since", "2h"];
      const { code, stderr } = await runOnAccount(running, folder, ["diagnose", ...since, ...args]);
      await running.server.close();
      assert.equal(code, 3, args.join(" "));
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /\n\s+at /);
    }
    const running = await run(account);
    const old = await runOnAccount(running, folder, ["diagnose", "--since", "40d", "--until", "2026-10-20"]);
    await running.server.close();
    assert.equal(old.code, 3);
    assert.match(old.stderr, /keeps minutes for 15 days/);
  });
});
