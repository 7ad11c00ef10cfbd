import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundlePublisher } from "../../functions/quota-publisher/bundle.ts";
import { functionSettings } from "../../functions/quota-publisher/function-settings.ts";
import type { Handler } from "../../functions/quota-publisher/handler.ts";
import type { PretendQuota } from "../../local/servers/service-quotas.ts";
import { plan } from "../../monitoring/plan.ts";
import { settings, target } from "../monitoring/example-settings.ts";
import { type FakeTime, fakeTime } from "./faults/fake-time.ts";
import { type Judgement, judge } from "./faults/judge.ts";
import { faultMinute, faults } from "./faults/library.ts";
import { type Played, play, type Script, topicArns } from "./faults/world.ts";
import { pretendQuotas } from "./pretend-quotas.ts";

/**
 * Four targets, one with a daily quota that counts twice and one with more profiles than an alarm holds; a figure that
 * is only shown and not in the account; and the look at use that no target counts.
 */
const { feed, alarms } = plan(
  settings(
    [
      target("anthropic.claude-opus-5", "cross-region"),
      target("amazon.nova-pro-v1:0", "cross-region", {
        applicationProfiles: Array.from({ length: 12 }, (_, index) => `profile${index}`),
      }),
      target("anthropic.claude-opus-5", "mantle"),
    ],
    {
      publisher: { refreshMinutes: 15, horizonMinutes: 10, logRetentionDays: 30, uncounted: { ignore: [] } },
      crossModelDaily: { code: "L-0000FFFF", name: "Cross-Model Max Tokens Per Day" },
    },
  ),
);
const publisherAlarms = alarms.filter(({ id }) => id.startsWith("publisher/"));
const minutes = 42;

/** The configured quotas among 150, on two pages; the third has only AWS's default. */
function account(): PretendQuota[] {
  const configured = feed.quotas
    .filter(({ shownOnly }) => !shownOnly)
    .map(({ code, name }, index): PretendQuota => {
      const value = (index + 1) * 1_000;
      return { code, name, default: value * 2, ...(index === 2 ? {} : { applied: value }) };
    });
  const others = pretendQuotas(150 - configured.length);
  return [...others.slice(0, 95), ...configured, ...others.slice(95)];
}

const environmentVariables = {
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  ALERT_TOPIC_ARNS: topicArns.join(" "),
};

describe("the shipped publisher under faults", function () {
  this.timeout(120_000);
  let directory: string;
  let coldStart: () => Handler;
  let time: FakeTime;
  let write: typeof process.stdout.write;
  const before_ = { ...process.env };
  const results: { name: string; played: Played; judgement: Judgement }[] = [];

  before(async () => {
    Object.assign(process.env, environmentVariables);
    directory = await mkdtemp(join(tmpdir(), "publisher-faults-"));
    const path = await bundlePublisher(directory);
    await writeFile(join(directory, functionSettings.feedFile), JSON.stringify(feed));
    ({ coldStart } = (await import(pathToFileURL(path).href)) as { coldStart: () => Handler });
  });
  after(async () => {
    for (const name of Object.keys(process.env)) if (!(name in before_)) delete process.env[name];
    Object.assign(process.env, before_);
    await rm(directory, { recursive: true });
  });
  beforeEach(() => {
    time = fakeTime();
    write = process.stdout.write.bind(process.stdout);
    // The function's log.
    process.stdout.write = ((text: string) => (text.startsWith('{"timestamp"') ? true : write(text))) as typeof write;
  });
  afterEach(() => {
    time.restore();
    process.stdout.write = write;
  });

  const cold = (script: Script): Script => ({
    ...script,
    [faultMinute]: (world) => {
      world.endEnvironment();
      script[faultMinute]?.(world);
    },
  });

  for (const { name, script } of faults) {
    for (const [kind, one] of [["warm", script] as const, ["cold", cold(script)] as const]) {
      it(`${kind}: ${name}`, async () => {
        const played = await play({ feed, account: account(), coldStart, time }, one, minutes);
        const judgement = judge(feed, publisherAlarms, played);
        results.push({ name: `${kind}: ${name}`, played, judgement });
        assert.deepEqual(judgement.untold, []);
      });
    }
  }

  it("leave no blind minute that nobody was told of", () => {
    const blind = results.reduce((sum, { judgement }) => sum + judgement.blindMinutes, 0);
    const untold = results.reduce((sum, { judgement }) => sum + judgement.untold.length, 0);
    const messages = results.reduce((sum, { played }) => sum + played.messages.length, 0);
    write(
      `      ${faults.length} faults, warm and cold: ${results.length} cases of ${minutes} minutes, ${messages} messages, ${blind} blind minutes of a quota; blind minutes nobody was told of: ${untold}\n`,
    );
    assert.ok(faults.length >= 60);
    assert.equal(untold, 0);
  });

  it("say nothing where nothing goes wrong", () => {
    const calm = results.filter(({ name }) =>
      /nothing goes wrong|an environment for each run|two runs in each| [12] runs missed/.test(name),
    );
    assert.equal(calm.length, 10);
    for (const { name, played, judgement } of calm) {
      assert.deepEqual([name, played.messages, judgement.alarms, judgement.blindMinutes], [name, [], [], 0]);
    }
  });
});
