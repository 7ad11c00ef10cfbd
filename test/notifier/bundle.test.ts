import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { bundleNotifier } from "../../functions/notifier/bundle.ts";
import { alarms } from "../../local/servers/alarms.ts";
import { startAwsServer } from "../../local/servers/aws-http.ts";
import { secretsManager } from "../../local/servers/secrets-manager.ts";
import { type PretendMessage, sns } from "../../local/servers/sns.ts";
import { alarmName, okEvent } from "./events.ts";
import { samples, snsEvent } from "./webhooks/samples.ts";

describe("the notifier's bundle", () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "notifier-bundle-"));
  });
  after(() => rm(directory, { recursive: true }));

  it("runs as Lambda runs it, with nothing beside it, and is less than 500 kB", async () => {
    const messages: PretendMessage[] = [];
    const topic = "arn:aws:sns:us-east-1:123456789012:critical";
    const account = [{ name: alarmName, state: "OK" as const, alarmActions: [topic] }];
    const server = await startAwsServer(alarms(account), sns(messages));
    try {
      const path = await bundleNotifier(directory);
      assert((await readFile(path)).length < 500_000);
      const program = `
        const { handler } = await import(${JSON.stringify(pathToFileURL(path).href)});
        await handler(${JSON.stringify(okEvent("ALARM"))}, { awsRequestId: "request-1" });`;
      const env = {
        AWS_REGION: "us-east-1",
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
        AWS_ENDPOINT_URL: server.url,
      };
      const run = promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program], { env, cwd: "/" });
      const { stdout, stderr } = await run;
      assert.equal(stderr, "");
      const { level, event, requestId } = JSON.parse(stdout.trim());
      assert.deepEqual([level, event, requestId], ["INFO", "told", "request-1"]);
      assert.equal(messages.length, 1);
      assert.equal(JSON.parse(JSON.parse(messages[0]!.Message).https).Region, "US East (N. Virginia)");
    } finally {
      await server.close();
    }
  });

  it("takes a topic's message to its webhooks, and ends with an error that names no URL where it can't", async () => {
    const secretArn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:slack-AbCdEf";
    // Not https: nothing leaves this machine.
    const server = await startAwsServer(secretsManager({ [secretArn]: "http://hooks.slack.com/services/s3cr3t" }));
    try {
      const path = await bundleNotifier(directory);
      const message = samples["alarm"]!;
      const topic = message.topicArn.slice(message.topicArn.lastIndexOf(":") + 1);
      const program = `
        const { handler } = await import(${JSON.stringify(pathToFileURL(path).href)});
        await handler(${JSON.stringify(snsEvent(message))}, { awsRequestId: "request-1" }).catch(({ message }) => console.log(message));`;
      const env = {
        AWS_REGION: "us-east-1",
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
        AWS_ENDPOINT_URL: server.url,
        WEBHOOKS: JSON.stringify([{ type: "slack", secretArn, topics: [topic] }]),
      };
      const run = promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program], { env, cwd: "/" });
      const { stdout, stderr } = await run;
      assert.equal(stderr, "");
      const [line = "", error] = stdout.trim().split("\n");
      assert.deepEqual([JSON.parse(line).event, JSON.parse(line).tries], ["webhook-failed", 0]);
      assert.equal(error, "1 of 1 webhooks: alerts.webhooks[0] (slack): the secret's URL is not https");
      assert(!stdout.includes("s3cr3t"));
    } finally {
      await server.close();
    }
  });
});
