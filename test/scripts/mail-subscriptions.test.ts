import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import {
  AwsError,
  type AwsServer,
  type AwsService,
  accessDenied,
  startAwsServer,
} from "../../local/servers/aws-http.ts";
import { type PretendSubscription, sns } from "../../local/servers/sns.ts";
import { projectDirectory } from "../fixtures/sample-stacks.ts";

const [warning, critical] = ["warning", "critical"].map(
  (severity) => `arn:aws:sns:us-east-1:123456789012:bedrock-headroom-prod-${severity}`,
) as [string, string];

const mail = (TopicArn: string, Endpoint: string, SubscriptionArn = `${TopicArn}:1`): PretendSubscription => ({
  TopicArn,
  Protocol: "email",
  Endpoint,
  SubscriptionArn,
});

describe("npm run up, and what a stack's state does not know", function () {
  this.timeout(60_000);
  let folder: string;
  let server: AwsServer;
  let subscriptions: PretendSubscription[];
  /** whether the account has Amazon Q's service-linked role */
  let slackRole: boolean;
  /** a service of IAM that has or has not one role */
  const iam: AwsService = {
    signingName: "iam",
    protocol: "query",
    operations: {
      GetRole: ({ RoleName }: { RoleName: string }) => {
        if (!slackRole) throw new AwsError(404, "NoSuchEntity", `The role with name ${RoleName} cannot be found.`);
        return { Role: { RoleName } };
      },
    },
  };

  before(function () {
    // The stand-in for the pulumi command is a script with a first line that Windows does not know.
    if (process.platform === "win32") this.skip();
  });
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "up-mails-"));
    slackRole = true;
    subscriptions = [mail(warning, "team@example.com"), mail(critical, "Team@example.com")];
    server = await startAwsServer(sns([], subscriptions), iam);
    writeConfig("{ email: [team@example.com] }");
    writeFileSync(join(folder, "Pulumi.yaml"), "name: bedrock-headroom\n");
    install({ warning, critical });
  });
  afterEach(async () => {
    await server?.close();
    if (folder) rmSync(folder, { recursive: true });
  });

  const writeConfig = (alerts: string) =>
    writeFileSync(
      join(folder, "Pulumi.prod.yaml"),
      `config:\n  aws:region: us-east-1\n  bedrock-headroom:models: [amazon.nova-pro-v1:0]\n  bedrock-headroom:alerts: ${alerts}\n`,
    );
  /** A command `pulumi` that writes its arguments down, and answers `stack output` as a deployed stack, or fails. */
  function install(topicArns: object | undefined) {
    const answer = topicArns ? `console.log(${JSON.stringify(JSON.stringify(topicArns))})` : "process.exitCode = 255";
    writeFileSync(
      join(folder, "pulumi"),
      `#!${process.execPath}\nrequire("fs").appendFileSync(${JSON.stringify(join(folder, "calls"))}, process.argv.slice(2).join(" ") + "\\n");
      if (process.argv[3] === "output") ${answer};\n`,
    );
    chmodSync(join(folder, "pulumi"), 0o755);
  }
  const run = async (...args: string[]) => {
    const child = spawn(process.execPath, [join(projectDirectory, "scripts/pulumi.ts"), ...args], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        HOME: folder,
        PATH: folder,
        PULUMI_BACKEND_URL: "file://~",
        PULUMI_CONFIG_PASSPHRASE: "",
        AWS_ENDPOINT_URL: server.url,
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
        AWS_EC2_METADATA_DISABLED: "true",
      },
    });
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const calls = existsSync(join(folder, "calls"))
      ? readFileSync(join(folder, "calls"), "utf8").trim().split("\n")
      : [];
    return { code: await ended, told: stdout + stderr, deployed: calls.filter((call) => /^(up|preview) /.test(call)) };
  };

  it("says nothing where everybody is subscribed, in whatever case the address is written", async () => {
    assert.deepEqual(await run("up", "prod"), { code: 0, told: "", deployed: ["up --stack prod"] });
  });

  it("refreshes where a subscription is gone, and names it; a preview shows the same", async () => {
    subscriptions.pop();
    for (const command of ["up", "preview"]) {
      const { told, deployed } = await run(command, "prod", "--yes");
      assert.match(told, /Not subscribed any more.*: team@example\.com \(critical\)\. Refreshing/);
      assert.equal(deployed.at(-1), `${command} --stack prod --refresh --yes`);
    }
  });

  it("takes one that somebody ended for gone, while SNS still lists it", async () => {
    subscriptions[1] = mail(critical, "other@example.com", "Deleted");
    assert.match((await run("up", "prod")).told, /team@example\.com \(critical\)/);
    subscriptions[1] = mail(critical, "team@example.com", "Deleted");
    const { deployed } = await run("up", "prod");
    assert.equal(deployed.at(-1), "up --stack prod --refresh");
  });

  it("leaves it at one refresh where one is asked for", async () => {
    subscriptions.pop();
    for (const flag of ["--refresh", "-r", "--refresh=true"])
      assert.equal((await run("up", "prod", flag)).deployed.at(-1), `up --stack prod ${flag}`);
  });

  it("names who has not confirmed, after the deployment that may have asked them", async () => {
    subscriptions[0] = mail(warning, "team@example.com", "PendingConfirmation");
    const { code, told, deployed } = await run("up", "prod");
    assert.equal(code, 0);
    assert.match(told, /^Not confirmed, so they get nothing: team@example\.com \(warning\)\. .*follow the link/);
    assert.equal(deployed.at(-1), "up --stack prod");
  });

  it("says that it can't tell where SNS does not, and deploys all the same", async () => {
    server.fail("ListSubscriptionsByTopic", accessDenied("sns:ListSubscriptionsByTopic"));
    const { code, told, deployed } = await run("up", "prod");
    assert.equal(code, 0);
    assert.match(told, /^Could not tell whether the mail addresses are subscribed: .*sns:ListSubscriptionsByTopic/);
    assert.deepEqual(deployed, ["up --stack prod"]);
  });

  it("asks nothing before the first deployment, nor of a config that can't be used, nor to destroy", async () => {
    install(undefined);
    assert.deepEqual((await run("up", "prod")).told, "");
    writeConfig("{ email: nobody }");
    assert.deepEqual((await run("up", "prod")).told, "");
    assert.deepEqual((await run("destroy", "prod")).told, "");
  });

  it("warns before anything is made where another stack file names the same Slack channel", async () => {
    const slack = "{ slack: { workspaceId: T0123456789, channelId: C0123456789 } }";
    writeConfig(slack);
    writeFileSync(join(folder, "Pulumi.west.yaml"), `config:\n  bedrock-headroom:alerts: ${slack}\n`);
    for (const command of ["up", "preview"])
      assert.match(
        (await run(command, "prod")).told,
        /^Warning: alerts\.slack: Pulumi\.west\.yaml names channel C0123456789/,
      );
  });

  it("names the service-linked role that Slack's first use needs, where the account has none", async () => {
    writeConfig("{ slack: { workspaceId: T0123456789, channelId: C0123456789 } }");
    assert.equal((await run("up", "prod")).told, "");
    slackRole = false;
    assert.match((await run("up", "prod")).told, /AWSServiceRoleForAWSChatbot.*create-service-linked-role/);
  });
});
