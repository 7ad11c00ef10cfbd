import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSettings } from "../../stacks/config.ts";
import { planForStack } from "../../stacks/plan-for-stack.ts";

const channel = { workspaceId: "T0123456789", channelId: "C0123456789" };
const ownedBy = (stack: string) =>
  `arn:aws:chatbot::123456789012:chat-configuration/slack-channel/bedrock-headroom-${stack}`;
const topic = (stack: string, region: string, severity: string) =>
  `arn:aws:sns:${region}:123456789012:bedrock-headroom-${stack}-${severity}`;

describe("a Slack channel for several stacks", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "slack-stacks-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (stack: string, region: string, slack: unknown) =>
    writeFileSync(
      join(folder, `Pulumi.${stack}.yaml`),
      `config:\n  aws:region: ${region}\n  bedrock-headroom:models: [amazon.nova-pro-v1:0]\n  bedrock-headroom:alerts: ${JSON.stringify({ email: ["a@example.com"], slack })}\n`,
    );
  const warnings = async (stack: string) => (await planForStack(stack, folder)).warnings;

  it("is told where two stack files name it, whichever is asked for", async () => {
    write("east", "us-east-1", channel);
    write("west", "us-west-2", channel);
    write("other", "us-west-2", { ...channel, channelId: "C9876543210" });
    writeFileSync(join(folder, "Pulumi.broken.yaml"), "config: [");
    assert.match((await warnings("east")).join(), /^alerts\.slack: Pulumi\.west\.yaml names channel C0123456789 too/);
    assert.match((await warnings("west")).join(), /^alerts\.slack: Pulumi\.east\.yaml names channel C0123456789 too/);
    assert.deepEqual(await warnings("other"), []);
  });

  it("is quiet where one has the configuration and lists the other's topics", async () => {
    const topics = ["warning", "critical"].map((severity) => topic("west", "us-west-2", severity));
    write("east", "us-east-1", { ...channel, topics });
    write("west", "us-west-2", { existing: ownedBy("east") });
    assert.deepEqual([await warnings("east"), await warnings("west")], [[], []]);
    const { settings } = await planForStack("west", folder);
    assert.deepEqual([settings.alerts.slack, settings.alerts.slackExisting], [undefined, ownedBy("east")]);
    assert.deepEqual((await planForStack("east", folder)).settings.alerts.slack, { ...channel, topics });
  });

  it("names the topics that its owner does not list, ready to paste", async () => {
    write("east", "us-east-1", { ...channel, topics: [topic("west", "us-west-2", "warning")] });
    write("west", "us-west-2", { existing: ownedBy("east") });
    const [warning, ...others] = await warnings("west");
    assert.deepEqual(others, []);
    assert.match(warning ?? "", new RegExp(`Add to its slack\\.topics: ${topic("west", "us-west-2", "critical")};`));
  });

  it("says nothing of an owner that is no file here", async () => {
    write("west", "us-west-2", { existing: ownedBy("elsewhere") });
    assert.deepEqual(await warnings("west"), []);
  });

  it("is refused where Amazon Q is not, with what to do instead", async () => {
    for (const slack of [channel, { existing: ownedBy("east") }])
      await assert.rejects(
        readSettings({ stack: "gov", region: "us-gov-west-1", values: { models: "all", alerts: { slack } } }),
        /alerts\.slack\n.*\n {2}can't work in us-gov-west-1.*\n.*alerts\.email/,
      );
  });
});
