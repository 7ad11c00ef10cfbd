import assert from "node:assert/strict";
import { fixtureModel, read } from "./fixture-registry.ts";
import { opus } from "./read-targets.ts";

describe("the settings of a config", () => {
  it("have a default for everything but the models", async () => {
    const { settings, warnings } = await read({ models: [`global.${opus}`] });
    assert.deepEqual(settings, {
      stack: "tokyo",
      region: "ap-northeast-1",
      dashboardName: "bedrock-headroom-tokyo_ap-northeast-1",
      targets: [
        {
          model: fixtureModel(opus),
          scope: "global",
          applicationProfiles: [],
          thresholds: [
            { name: "warning", threshold: 70 },
            { name: "critical", threshold: 90 },
          ],
          evaluation: {
            warning: { datapointsToAlarm: 2, evaluationPeriods: 60 },
            critical: { datapointsToAlarm: 1, evaluationPeriods: 60 },
          },
          consumption: "estimated",
          alarms: true,
        },
      ],
      severities: [
        { name: "warning", threshold: 70 },
        { name: "critical", threshold: 90 },
      ],
      alerts: { notify: "each", email: [], topicArns: {} },
      publisher: { refreshMinutes: 15, horizonMinutes: 10, logRetentionDays: 30, uncounted: { ignore: [] } },
      tags: {},
      crossModelDaily: { code: "L-E3F10727", name: "Cross-Model Max Tokens Per Day" },
    });
    assert.deepEqual(warnings, [
      "alerts: names nobody, so alarms change state and no one is told. Set alerts.email, alerts.slack, alerts.webhooks or alerts.topics.",
    ]);
  });

  it("name the dashboard after stack and Region, so that no other stack's has the name", async () => {
    const name = async (stack: string) => (await read({ models: "all" }, { stack })).settings.dashboardName;
    assert.equal(await name("ap-northeast-1"), "bedrock-headroom-ap-northeast-1");
    assert.equal(await name("prod-ap-northeast-1"), "bedrock-headroom-prod-ap-northeast-1");
    assert.equal(await name("prod"), "bedrock-headroom-prod_ap-northeast-1");
  });

  it("have what the config asks of the roles, and nothing where it asks for the root path", async () => {
    const iam = async (given: unknown) => (await read({ models: [`global.${opus}`], iam: given })).settings.iam;
    const permissionsBoundary = "arn:aws:iam::aws:policy/PowerUserAccess";
    assert.deepEqual(await iam({ permissionsBoundary, path: "/a/b/", namePrefix: "app-" }), {
      permissionsBoundary,
      path: "/a/b/",
      namePrefix: "app-",
    });
    assert.equal(await iam({ path: "/" }), undefined);
    // bedrock-headroom-tokyo-quota-publisher has 38 characters.
    assert.equal((await iam({ namePrefix: "a".repeat(26) }))?.namePrefix?.length, 26);
    await assert.rejects(iam({ namePrefix: "a".repeat(27) }), /1 characters too long/);
  });

  it("have room for the provider's default tags, those of the same key counted once", async () => {
    const named = (count: number, word: string) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`${word}${index}`, "x"]));
    const tags = async (own: number, defaults: readonly string[]) =>
      (await read({ models: [`global.${opus}`], tags: named(own, "own") }, { defaultTags: defaults })).settings.tags;
    const others = Object.keys(named(25, "other"));
    assert.equal(Object.keys(await tags(20, others)).length, 20);
    assert.equal(Object.keys(await tags(20, [...others, "own0", "own1"])).length, 20);
    await assert.rejects(tags(21, others), /are 21 tags, and aws:defaultTags has 25 others: 46/);
  });

  it("take over what the config says for the stack", async () => {
    const topic = (name: string) => `arn:aws:sns:ap-northeast-1:123456789012:${name}`;
    const key = "arn:aws:kms:ap-northeast-1:123456789012:key/11112222-3333-4444-5555-666677778888";
    const { settings } = await read({
      models: [`global.${opus}`],
      thresholds: { page: 95, ticket: 60, notice: 20 },
      evaluation: { datapoints: 5, of: 10 },
      alerts: {
        email: ["a@example.com", "b@example.com"],
        slack: { workspaceId: "T0123456789", channelId: "C0123456789" },
        topics: { page: [topic("on-call")] },
        notify: "composite",
        kmsKeyArn: key,
      },
      publisher: { refreshMinutes: 1440, logRetentionDays: 3653 },
      dashboard: { name: "Bedrock_use" },
      tags: { team: "platform", "cost:centre": "" },
      registry: "ap-northeast-1",
    });
    assert.deepEqual(settings.severities, [
      { name: "notice", threshold: 20 },
      { name: "ticket", threshold: 60 },
      { name: "page", threshold: 95 },
    ]);
    assert.deepEqual(settings.alerts, {
      notify: "stack",
      email: ["a@example.com", "b@example.com"],
      slack: { workspaceId: "T0123456789", channelId: "C0123456789" },
      topicArns: { page: [topic("on-call")] },
      kmsKeyArn: key,
    });
    const { uncounted, ...publisher } = settings.publisher;
    assert.deepEqual(publisher, { refreshMinutes: 1440, horizonMinutes: 10, logRetentionDays: 3653 });
    assert.deepEqual(uncounted, { ignore: [] });
    assert.equal(settings.dashboardName, "Bedrock_use");
    assert.deepEqual(settings.tags, { team: "platform", "cost:centre": "" });
    const five = { datapointsToAlarm: 5, evaluationPeriods: 10 };
    assert.deepEqual(settings.targets[0]?.evaluation, { notice: five, ticket: five, page: five });
  });

  it("look for use that no target counts, but for what is left out, unless that is off", async () => {
    const lookOf = async (uncounted: unknown) =>
      (await read({ models: [`global.${opus}`], publisher: { uncounted } })).settings.publisher.uncounted;
    assert.deepEqual(await lookOf({}), { ignore: [] });
    assert.deepEqual(await lookOf({ ignore: ["amazon.*", "abc123"] }), { ignore: ["amazon.*", "abc123"] });
    assert.equal(await lookOf("off"), undefined);
    assert.equal(await lookOf(false), undefined);
  });

  it("take any number of application profiles, and say what it costs where an alarm does not hold them", async () => {
    const applicationProfiles = Array.from({ length: 40 }, (_, index) => `profile${index}`);
    const entry = { model: `global.${opus}`, applicationProfiles };
    const { settings, warnings } = await read({ models: [entry], alerts: { email: ["a@example.com"] } });
    assert.deepEqual(settings.targets[0]?.applicationProfiles, applicationProfiles);
    assert.equal(warnings.length, 1);
    assert.match(
      warnings[0]!,
      /^anthropic\.claude-opus-5 \(global\) has 41 ids, more than an alarm holds: the publisher adds them up each minute \(tokens and throttles\), \$\d+\.\d\d a month/,
    );
    const without = await read({ models: [{ ...entry, alarms: false }], alerts: { email: ["a@example.com"] } });
    assert.deepEqual(without.warnings, []);
  });

  it("attach the publisher to a VPC of its own, or to one that exists, where the config says so", async () => {
    const vpcOf = async (vpc: unknown) =>
      (await read({ models: [`global.${opus}`], publisher: { vpc } })).settings.publisher.vpc;
    assert.deepEqual(await vpcOf({ create: true }), { kind: "create", cidr: "10.20.0.0/24", zones: 1 });
    assert.deepEqual(await vpcOf({ create: true, cidr: "192.168.7.0/26", zones: 3 }), {
      kind: "create",
      cidr: "192.168.7.0/26",
      zones: 3,
    });
    const existing = { subnetIds: ["subnet-0123456789abcdef0", "subnet-01234567"], securityGroupIds: ["sg-01234567"] };
    assert.deepEqual(await vpcOf(existing), { kind: "existing", ...existing });
  });

  it("take any private range of a VPC's size, and only from where it begins", async () => {
    const accepted = (cidr: string, zones = 1) =>
      read({ models: [`global.${opus}`], publisher: { vpc: { create: true, cidr, zones } } }).then(
        () => true,
        () => false,
      );
    for (const cidr of ["10.255.255.240/28", "172.16.0.0/16", "172.31.255.0/24", "192.168.0.0/16", "100.64.0.0/24"])
      assert.ok(await accepted(cidr), cidr);
    for (const cidr of [
      "172.32.0.0/16",
      "100.128.0.0/24",
      "169.254.0.0/16",
      "10.0.0.8/28",
      "10.0.0.0/15",
      "10.0.0.0/029",
    ])
      assert.ok(!(await accepted(cidr)), cidr);
    assert.deepEqual(await Promise.all([1, 2, 3].map((zones) => accepted("10.0.0.0/27", zones))), [true, true, false]);
  });

  it("give a list of topics to every severity", async () => {
    const topics = ["arn:aws:sns:ap-northeast-1:123456789012:all"];
    const { settings } = await read({ models: "all", alerts: { topics } });
    assert.deepEqual(settings.alerts.topicArns, { warning: topics, critical: topics });
  });

  it("treat a key with nothing behind it as left out", async () => {
    const { settings } = await read({ models: [`global.${opus}`] });
    const leftOut = {
      thresholds: {},
      evaluation: {},
      alerts: {},
      publisher: null,
      dashboard: {},
      tags: {},
      registry: "",
    };
    assert.deepEqual((await read({ models: [`global.${opus}`], ...leftOut })).settings, settings);
  });
});
