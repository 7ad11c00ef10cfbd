import assert from "node:assert/strict";
import { quotaPlaces } from "../../cli/account-quotas/listed-quotas.ts";
import { readWishes } from "../../cli/model-names/read-wishes.ts";
import { findModel } from "../../cli/registry/find-model.ts";
import { markdownReport } from "../../cli/usage/markdown.ts";
import { terminalReport } from "../../cli/usage/terminal.ts";
import { loadBuiltRegistry, loadRegistry } from "../../registry/index.ts";
import type { Registry } from "../../words/registry.ts";
import {
  applicationProfile,
  day,
  emptyAccount,
  now,
  opus,
  report,
  requestOf,
  seriesOf,
  usOpus,
} from "./pretend-account.ts";

const opus45 = "anthropic.claude-opus-4-5-20251101-v1:0";
const account = "123456789012";
const profileArn = (id: string) => `arn:aws:bedrock:us-east-1:${account}:application-inference-profile/${id}`;
const message = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    return (error as Error).message;
  }
  return assert.fail("it was understood");
};

describe("the names that people have of models", () => {
  let registry: Registry;
  before(async () => {
    registry = await loadRegistry("us-east-1");
  });
  const read = (text: string) => readWishes(text, { registry });

  it("are ids, whole or without their release", () => {
    for (const text of [
      opus45,
      "anthropic.claude-opus-4-5",
      "anthropic.claude-opus-4-5-20251101",
      "Anthropic.Claude-Opus-4-5",
    ])
      assert.deepEqual(read(text), [{ modelId: opus45 }], text);
    assert.deepEqual(read("us.anthropic.claude-opus-4-5"), [{ modelId: opus45, scope: "cross-region" }]);
    assert.deepEqual(read(`global.${opus45}`), [{ modelId: opus45, scope: "global" }]);
    assert.deepEqual(read("amazon.nova-pro"), [{ modelId: "amazon.nova-pro-v1:0" }]);
  });

  it("are what AWS calls them, in any case, or as much of it as one alone has", () => {
    for (const text of [
      "Claude Opus 4.5",
      "claude opus 4.5",
      "Anthropic Claude Opus 4.5",
      "opus 4.5",
      "OPUS 4.5",
      "claude-opus-4-5",
    ])
      assert.deepEqual(read(text), [{ modelId: opus45 }], text);
  });

  it("are ARNs of models and of system profiles, of this Region", () => {
    assert.deepEqual(read(`arn:aws:bedrock:us-east-1::foundation-model/${opus45}`), [{ modelId: opus45 }]);
    assert.deepEqual(read(`arn:aws:bedrock:us-east-1:${account}:inference-profile/us.${opus45}`), [
      { modelId: opus45, scope: "cross-region" },
    ]);
    assert.match(
      message(() => read(`arn:aws:bedrock:us-west-2::foundation-model/${opus45}`)),
      /is of us-west-2: --region us-west-2/,
    );
    assert.match(
      message(() => read(`arn:aws:bedrock:us-east-1:${account}:provisioned-model/abc`)),
      /draws on no on-demand quota/,
    );
  });

  it("may end in a scope", () => {
    for (const text of [`${opus}/global`, `${opus}:global`, "Claude Opus 5/global", `global.${opus}/global`])
      assert.deepEqual(read(text), [{ modelId: opus, scope: "global" }], text);
    assert.match(
      message(() => read(`${opus}/on-demand`)),
      /us-east-1 offers anthropic.claude-opus-5 not as on-demand, but as .*global/,
    );
  });

  it("are patterns over ids, which may mean several", () => {
    const anthropic = read("anthropic.*");
    assert.ok(anthropic.length > 5);
    assert.ok(anthropic.every(({ modelId, byPattern }) => byPattern && modelId.startsWith("anthropic.")));
    const nova = read("*nova*");
    assert.ok(nova.length > 2 && nova.every(({ modelId }) => modelId.includes("nova")));
    const us = read("us.*");
    assert.ok(us.length > 5 && us.every(({ scope }) => scope === "cross-region"));
    assert.ok(read("anthropic.*/global").every(({ scope }) => scope === "global"));
    assert.match(
      message(() => read("antropic.*")),
      /did you mean anthropic\.\*/,
    );
  });

  it("are every id and name of the registry, each for its own model", () => {
    for (const { modelId, scopes } of registry.models) {
      const offered = Object.entries(scopes);
      if (offered.length === 0) continue;
      assert.deepEqual(read(modelId), [{ modelId }]);
      for (const [scope, { ids }] of offered)
        for (const id of ids) if (id !== modelId) assert.deepEqual(read(id), [{ modelId, scope }], id);
    }
  });

  it("list the models where several have it", () => {
    const said = message(() => read("opus"));
    assert.match(said, /^"opus" fits \d+ models in us-east-1/);
    assert.ok(said.includes(`  ${opus45}  Claude Opus 4.5`) && said.includes(`  ${opus}  `));
  });

  it("never mean another version, and are not understood with an error of one line", () => {
    for (const text of [
      "anthropic.claude-opus-9",
      "Claude Opus 9",
      "opus 4.9",
      "claude-haiku-9-5",
      "us.anthropic.claude-opus-9",
    ]) {
      const said = message(() => read(text));
      assert.match(said, /is no model that us-east-1 offers/, text);
      assert.doesNotMatch(said, /did you mean/, said);
      assert.doesNotMatch(said, /\n/);
    }
    assert.match(
      message(() => read("anthropic.claude-opus-5x")),
      /no model/,
    );
    assert.match(
      message(() => read("anthropc.claude-opus-5")),
      /did you mean .*anthropic\.claude-opus-5/,
    );
    assert.match(
      message(() => read("")),
      /no model/,
    );
  });

  it("are understood by registry show, too, but for what an account has", async () => {
    const built = await loadBuiltRegistry();
    for (const text of [
      "anthropic.claude-opus-4-5",
      "us.anthropic.claude-opus-4-5",
      "opus 4.5",
      "*opus-4-5*",
      `arn:aws:bedrock:us-east-1::foundation-model/${opus45}`,
    ])
      assert.equal(findModel(built, text).modelId, opus45, text);
    assert.match(
      message(() => findModel(built, "anthropic.*")),
      /fits \d+ models/,
    );
  });

  it("narrow the list of quotas to all that they mean", () => {
    const places = (text: string) =>
      quotaPlaces({ findings: [], quotaLists: { applied: [], defaults: [] }, registry }, read(text)).map(
        ({ modelId, scope }) => `${modelId} ${scope}`,
      );
    assert.deepEqual(new Set(places(`${opus}/global`)), new Set([`${opus} global`]));
    const nova = places("amazon.nova-*");
    assert.ok(new Set(nova).size > 3 && nova.every((place) => place.startsWith("amazon.nova-")));
  });
});

describe("the names that people have of application profiles", () => {
  const start = now - day;
  const values = (value: number) => new Float64Array(day / 60).fill(value);
  const made = () => {
    const pretended = emptyAccount();
    pretended.bedrock.profiles.push(applicationProfile("app1"), applicationProfile("app2"), applicationProfile("idle"));
    for (const id of [usOpus, "app1", "app2"])
      pretended.series.push(
        seriesOf("EstimatedTPMQuotaUsage", id, start, values(1_000)),
        seriesOf("Invocations", id, start, values(2)),
      );
    return pretended;
  };

  it("mean the target whose quotas it draws on, and its share is marked", async () => {
    for (const text of ["app1", "name of app1", "Name Of App1", profileArn("app1")]) {
      const document = await report(made(), requestOf(3_600, { models: [text] }));
      assert.deepEqual(
        document.targets.map(({ modelId, scope }) => [modelId, scope]),
        [[opus, "cross-region"]],
        text,
      );
      const { perProfile, ids } = document.targets[0]!;
      assert.deepEqual([...ids].sort(), ["app1", "app2", usOpus], "all that draws on the quota counts");
      assert.deepEqual(
        perProfile.filter(({ asked }) => asked).map(({ id }) => id),
        ["app1"],
      );
      assert.match(
        terminalReport(document, (_, line) => line),
        /→ app1 "name of app1" +33\.\d%/,
      );
      assert.match(markdownReport(document), /→ `app1` name of app1 \| 33\.\d%/);
    }
  });

  it("show one that nobody called, with nothing", async () => {
    const document = await report(made(), requestOf(3_600, { models: ["idle"] }));
    const idle = document.targets[0]?.perProfile.find(({ id }) => id === "idle");
    assert.deepEqual([idle?.asked, idle?.tokens, idle?.share], [true, 0, 0]);
  });

  it("are no guess where the account's could not be read, or none has it", () => {
    return loadRegistry("us-east-1").then((registry) => {
      const known = { registry, applicationProfiles: undefined, systemProfiles: [] };
      assert.match(
        message(() => readWishes("abcd1234efgh", known)),
        /could not be read/,
      );
      assert.match(
        message(() => readWishes(profileArn("gone"), known)),
        /can't be told/,
      );
      const none = { ...known, applicationProfiles: [] };
      assert.match(
        message(() => readWishes(profileArn("gone"), none)),
        /has no application profile/,
      );
    });
  });

  it("of a pattern only those in use are reported, or all that fit where none is", async () => {
    const some = await report(made(), requestOf(3_600, { models: ["anthropic.*"] }));
    assert.deepEqual(
      some.targets.map(({ modelId }) => modelId),
      [opus],
    );
    const all = await report(made(), requestOf(3_600, { models: ["anthropic.*"], all: true }), {
      asking: { interval: 0 },
    });
    assert.ok(all.targets.length > 5);
    const none = await report(made(), requestOf(3_600, { models: ["*nova*"] }), { asking: { interval: 0 } });
    assert.ok(none.targets.length > 2 && none.targets.every(({ modelId }) => modelId.includes("nova")));
  });
});
