import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { secretReader } from "../../../functions/notifier/secret-reader.ts";
import { rememberedAddresses } from "../../../functions/notifier/webhooks/addresses.ts";
import { createDelivery, type Delivery, type DeliveryOptions } from "../../../functions/notifier/webhooks/deliver.ts";
import type { SnsMessage } from "../../../functions/notifier/webhooks/sns-event.ts";
import { jsonLog } from "../../../functions/quota-publisher/log.ts";
import { type AwsServer, accessDenied, startAwsServer } from "../../../local/servers/aws-http.ts";
import { testCredentials } from "../../../local/servers/credentials.ts";
import { secretsManager } from "../../../local/servers/secrets-manager.ts";
import { samples, topicArn } from "./samples.ts";

const secret = (name: string) => `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}-AbCdEf`;
const topics = ["bedrock-headroom-us-east-1-critical"];
const slack = { type: "slack" as const, secretArn: secret("slack"), topics };
const teams = { type: "teams" as const, secretArn: secret("teams"), topics };
const token = "T0k3n/B0k3n/s3cr3t";
const slackUrl = `https://hooks.slack.com/services/${token}`;
const teamsUrl = `https://prod-1.westus.logic.azure.com:443/workflows/1/triggers/manual/paths/invoke?sig=${token}`;

type Answer = (response: ServerResponse, request: IncomingMessage) => unknown;

describe("a delivery to webhooks", () => {
  let aws: AwsServer;
  let secrets: Record<string, string>;
  let hooks: Server;
  let got: { host: string; path: string; body: string }[];
  /** answers of each host, in turn; 200 when there is none left */
  let answers: Answer[];
  let lines: string[];
  let clock: number;
  let deliver: Delivery;

  const make = (more: Partial<DeliveryOptions> = {}): Delivery =>
    createDelivery({
      webhooks: [slack, teams],
      readSecret: secretReader({ region: "us-east-1", endpoint: aws.url, maxAttempts: 1 }),
      log: (requestId) => jsonLog(requestId, (line) => lines.push(line)),
      addresses: rememberedAddresses(() => clock),
      firstPause: 10,
      // The real fetch, led from the service's host to the server here.
      fetcher: (url, init) => {
        const { host, pathname, search } = new URL(String(url));
        return fetch(`http://127.0.0.1:${(hooks.address() as AddressInfo).port}${pathname}${search}`, {
          ...init,
          headers: { ...(init?.headers as Record<string, string>), "x-host": host },
        });
      },
      ...more,
    });
  const run = (message: SnsMessage = samples["alarm"]!) => deliver([message], "request-1");
  const status =
    (code: number, text = "", headers: Record<string, string> = {}): Answer =>
    (response) =>
      response.writeHead(code, headers).end(text);
  const events = () => lines.map((line) => JSON.parse(line)).map(({ event, webhook, why }) => [event, webhook, why]);

  before(() => {
    process.env["AWS_ACCESS_KEY_ID"] = testCredentials.accessKeyId;
    process.env["AWS_SECRET_ACCESS_KEY"] = testCredentials.secretAccessKey;
  });
  beforeEach(async () => {
    secrets = { [slack.secretArn]: slackUrl, [teams.secretArn]: JSON.stringify({ url: teamsUrl }) };
    aws = await startAwsServer(secretsManager(secrets));
    got = [];
    answers = [];
    lines = [];
    clock = 0;
    hooks = createServer(async (request, response) => {
      const body = (await buffer(request)).toString();
      got.push({ host: String(request.headers["x-host"]), path: request.url ?? "", body });
      const answer = answers.shift();
      if (answer) answer(response, request);
      else response.end("ok");
    });
    hooks.listen(0, "127.0.0.1");
    await once(hooks, "listening");
    deliver = make();
  });
  afterEach(async () => {
    hooks.closeAllConnections();
    hooks.close();
    await aws.close();
    // Whatever happened: no line of the log has a URL or a part of it that lets one post.
    for (const line of lines) assert(!/https?:|T0k3n|hooks\.slack|logic\.azure/.test(line), line);
  });

  it("posts each form to its service, and reads a secret once in five minutes", async () => {
    await run();
    assert.deepEqual(got.map(({ host }) => host).sort(), ["hooks.slack.com", "prod-1.westus.logic.azure.com"]);
    const bodyOf = (host: RegExp) => JSON.parse(got.find((one) => host.test(one.host))!.body);
    assert.equal(bodyOf(/slack/).blocks[0].type, "header");
    assert.equal(bodyOf(/azure/).attachments[0].content.type, "AdaptiveCard");
    assert.equal(
      got.find(({ host }) => /azure/.test(host))?.path,
      new URL(teamsUrl).pathname + new URL(teamsUrl).search,
    );
    await run(samples["ok"]);
    assert.equal(aws.count("GetSecretValue"), 2);
    clock = 5 * 60_000;
    await run(samples["test"]);
    assert.equal(aws.count("GetSecretValue"), 4);
    assert(lines.every((line) => /"level":"INFO".*"event":"webhook-told".*"status":200/.test(line)));
  });

  it("posts only to the webhooks that are for the topic", async () => {
    deliver = make({ webhooks: [{ ...slack, topics: ["bedrock-headroom-us-east-1-warning"] }, teams] });
    await run();
    assert.deepEqual(got.length, 1);
    await run({ ...samples["alarm"]!, id: "2", topicArn: topicArn.replace("critical", "info") });
    assert.deepEqual(got.length, 1);
  });

  it("waits as long as it is asked to, in seconds or until a date", async () => {
    deliver = make({ webhooks: [slack] });
    const date = new Date(Math.ceil((Date.now() + 1_000) / 1_000) * 1_000);
    answers = [
      status(429, "rate_limited", { "retry-after": "1" }),
      status(503, "", { "retry-after": date.toUTCString() }),
    ];
    const begun = Date.now();
    await run();
    assert(Date.now() - begun >= 1_000);
    assert(Date.now() >= date.getTime() - 50);
    assert.equal(got.length, 3);
  });

  it("leaves it to Lambda's retry where it is asked to wait longer than the run", async () => {
    deliver = make({ webhooks: [slack] });
    answers = [status(429, "", { "retry-after": "60" })];
    await assert.rejects(run(), /alerts\.webhooks\[0\] \(slack\): HTTP 429; asked to wait 60 s/);
    assert.equal(got.length, 1);
    await run();
    assert.equal(got.length, 2);
  });

  it("gets over errors of the service, a connection that ends, and one that says nothing", async () => {
    deliver = make({ webhooks: [slack] });
    answers = [status(500), (_, { socket }) => socket.destroy()];
    await run();
    assert.equal(got.length, 3);
    deliver = make({ webhooks: [slack], timeLimit: 300 });
    answers = [() => {}];
    await assert.rejects(run(), /no answer \(Timeout/i);
  });

  it("gives up after three tries, and posts to the one that failed alone when it is run again", async () => {
    answers = Array.from(
      { length: 4 },
      (): Answer => (response, request) =>
        response.writeHead(request.headers["x-host"] === "hooks.slack.com" ? 502 : 200).end(),
    );
    await assert.rejects(run(), /^Error: 1 of 2 webhooks: alerts\.webhooks\[0\] \(slack\): HTTP 502$/);
    assert.equal(got.length, 4);
    await run();
    assert.deepEqual(
      got.slice(4).map(({ host }) => host),
      ["hooks.slack.com"],
    );
  });

  it("reads the secret again where the URL is refused, and goes on with a new one", async () => {
    deliver = make({ webhooks: [slack] });
    await run();
    for (const code of [401, 403, 404, 410]) {
      const next = `https://hooks.slack.com/services/new-${code}`;
      secrets[slack.secretArn] = next;
      answers = [status(code, "no_service")];
      got.length = 0;
      await run({ ...samples["alarm"]!, id: `after ${code}` });
      assert.equal(got[1]?.path, new URL(next).pathname);
    }
  });

  it("says so where the secret still holds the URL that is refused", async () => {
    deliver = make({ webhooks: [slack] });
    answers = [status(404, "no_service")];
    await assert.rejects(run(), /HTTP 404: no_service; the secret still holds this URL/);
    assert.equal(got.length, 1);
    assert.deepEqual(events(), [
      ["webhook-failed", "alerts.webhooks[0]", "HTTP 404: no_service; the secret still holds this URL"],
    ]);
  });

  it("follows no redirect, and repeats nothing of an answer's text", async () => {
    deliver = make({ webhooks: [slack] });
    answers = [status(307, "", { location: `http://127.0.0.1:${(hooks.address() as AddressInfo).port}/elsewhere` })];
    await assert.rejects(run(), /HTTP 307, a redirect, which is not followed/);
    answers = [status(400, `bad request to ${slackUrl}`)];
    await assert.rejects(run(), /HTTP 400$/);
    assert.equal(got.length, 2);
  });

  it("believes a Teams webhook of old that says 200 and tells of an error in its text", async () => {
    deliver = make({ webhooks: [teams], firstPause: 1 });
    answers = [
      status(
        200,
        "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId",
      ),
    ];
    await run();
    assert.equal(got.length, 2);
  });

  it("uses the last known URL while Secrets Manager gives none, and fails where there never was one", async () => {
    deliver = make({ webhooks: [slack] });
    aws.fail("GetSecretValue", accessDenied("secretsmanager:GetSecretValue"));
    await assert.rejects(run(), /its secret can't be read: AccessDeniedException/);
    aws.mend();
    await run();
    clock = 6 * 60_000;
    aws.fail("GetSecretValue", accessDenied("secretsmanager:GetSecretValue"));
    await run(samples["ok"]);
    assert.equal(got.length, 2);
    assert.deepEqual(events().at(-2)?.slice(0, 1), ["webhook-secret-unread"]);
  });

  it("takes https alone, and says nothing of what else a secret holds", async () => {
    deliver = make({ webhooks: [slack] });
    const wrong = {
      "the secret holds no URL": [token, "", "{}", `{"a":"${slackUrl}","b":"${token}"}`, `{"${token}`],
      "the secret's URL is not https": [slackUrl.replace("https", "http"), `file:///${token}`],
      "holds a user or a password": [slackUrl.replace("hooks", `me:${token.replaceAll("/", "")}@hooks`)],
    };
    for (const [why, texts] of Object.entries(wrong))
      for (const text of texts) {
        secrets[slack.secretArn] = text;
        await assert.rejects(run(), (error: Error) => error.message.includes(why) && !error.message.includes("T0k3n"));
      }
    assert.equal(got.length, 0);
  });

  it("posts to a host that is not the service's own, and says that it is not", async () => {
    deliver = make({ webhooks: [slack] });
    secrets[slack.secretArn] = "https://hooks.slack.com.example.com/relay";
    await run();
    assert.deepEqual(
      events().map(([event]) => event),
      ["webhook-host-unknown", "webhook-told"],
    );
  });
});
