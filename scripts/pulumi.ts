/**
 * npm run up|diff|destroy -- <stack> [more arguments for Pulumi]
 *
 * Runs Pulumi on a stack. What is missing for that is told in one line before anything starts.
 */
import { type SpawnSyncOptions, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, relative } from "node:path";
import { parse } from "yaml";
import type { MonitoringSettings } from "../monitoring/settings.ts";
import { nearest } from "../registry/nearest.ts";
import { planForStack } from "../stacks/plan-for-stack.ts";
import { sharedSlackWarnings } from "../stacks/shared-slack.ts";
import { stackFilePath, stackNames } from "../stacks/stack-files.ts";
import { alertPolicyNotes } from "./alert-policies.ts";
import { type MailSubscriptions, mailSubscriptions } from "./mail-subscriptions.ts";
import { slackRoleNote } from "./slack-role.ts";

/** Where the stack files are: npm runs scripts in the project's folder. */
const root = process.cwd();
const offline = "To see what a stack creates without Pulumi and without an AWS account: npm start";

process.exitCode = await main(process.argv.slice(2));

async function main([command = "", ...args]: string[]): Promise<number> {
  const at = args.findIndex((arg) => !arg.startsWith("-"));
  const stack = args[at];
  const problem = stackProblem(command, stack) ?? toolProblem() ?? loginProblem(stack ?? "");
  if (problem !== undefined || stack === undefined) {
    console.error(problem);
    return 1;
  }
  if (!hasCredentials(stack))
    console.error(
      "Note: no AWS credentials in the environment or in ~/.aws. Unless this machine has a role of its own, " +
        "set AWS_PROFILE or run `aws configure sso`.",
    );

  // A stack that is new to the backend is made there; one that exists is only selected.
  if (command !== "destroy") {
    const selected = pulumi(["stack", "select", stack, "--create"], { stdio: ["inherit", "ignore", "inherit"] });
    if (selected !== 0) return selected;
  }
  const given = args.toSpliced(at, 1);
  const alerts = command === "destroy" ? undefined : await alertsOf(stack);
  const more = alerts ? await beforeDeployment(stack, alerts, given) : [];
  const status = pulumi([command, "--stack", stack, ...more, ...given], { stdio: "inherit" });
  if (status === 0 && command === "up" && alerts) await afterDeployment(stack, alerts);
  return status;
}

/** Whom the stack tells; undefined where its config can't be used, which the program tells. */
async function alertsOf(stack: string): Promise<MonitoringSettings | undefined> {
  try {
    const { settings } = await planForStack(stack, root);
    return settings;
  } catch {
    return undefined;
  }
}

/**
 * Looks at what a stack's state does not know of: mail subscriptions that are gone, a role that Slack's first use needs.
 * @returns arguments for Pulumi that bring back what is gone
 */
async function beforeDeployment(
  stack: string,
  settings: MonitoringSettings,
  given: readonly string[],
): Promise<string[]> {
  // The program reads its own config alone: what stands in the other files of the folder is told here.
  const others = stackNames(root).filter((name) => name !== settings.stack);
  for (const warning of sharedSlackWarnings(settings, others, root)) console.error(`Warning: ${warning}`);
  const roleNote = settings.alerts.slack && (await slackRoleNote(profileOf(stack)));
  if (roleNote) console.error(roleNote);
  const { kmsKeyArn, topicArns } = settings.alerts;
  if (kmsKeyArn !== undefined || Object.values(topicArns).some((arns) => arns.length > 0))
    for (const note of await alertPolicyNotes(settings, profileOf(stack), deployedAccount(stack))) console.error(note);
  const mails = await mailsOf(stack, settings);
  if (mails === undefined || mails.gone.length === 0) return [];
  const refreshes = given.some((arg) => /^(--refresh(=|$)|-r$)/.test(arg));
  console.error(
    `Not subscribed any more, though the stack's state says so: ${mails.gone.join(", ")}. ` +
      (refreshes
        ? "A refresh subscribes them again; each must confirm."
        : "Refreshing (--refresh), which subscribes them again; each must confirm."),
  );
  return refreshes ? [] : ["--refresh"];
}

async function afterDeployment(stack: string, settings: MonitoringSettings): Promise<void> {
  const mails = await mailsOf(stack, settings);
  if (mails?.unread !== undefined)
    console.error(`Could not tell whether the mail addresses are subscribed: ${mails.unread}`);
  if (mails && mails.gone.length > 0)
    console.error(`Not subscribed: ${mails.gone.join(", ")}. Run \`npm run up -- ${stack} --refresh\`.`);
  if (mails && mails.unconfirmed.length > 0)
    console.error(
      `Not confirmed, so they get nothing: ${mails.unconfirmed.join(", ")}. ` +
        `Each must follow the link in SNS's mail; SNS forgets one who has not within days: run \`npm run up -- ${stack}\` again then.`,
    );
}

/** The account that a stack is in, by its topics' ARNs; undefined before it is deployed. */
function deployedAccount(stack: string): string | undefined {
  const [arn] = Object.values(topicArnsOf(stack) ?? {});
  return arn?.split(":")[4];
}

/** The topics of a stack that is deployed, by severity. */
function topicArnsOf(stack: string): Record<string, string> | undefined {
  const output = spawnSync("pulumi", ["stack", "output", "topicArns", "--json", "--stack", stack], {
    cwd: root,
    encoding: "utf8",
    stdio: ["inherit", "pipe", "ignore"],
  });
  if (output.status !== 0 || output.stdout.trim() === "") return undefined;
  return JSON.parse(output.stdout) as Record<string, string>;
}

/** What SNS has of the config's addresses; undefined where there are none, or nothing is deployed yet. */
async function mailsOf(
  stack: string,
  { region, alerts: { email } }: MonitoringSettings,
): Promise<MailSubscriptions | undefined> {
  if (email.length === 0) return undefined;
  const topicArns = topicArnsOf(stack);
  if (topicArns === undefined) return undefined;
  return mailSubscriptions({ region, profile: profileOf(stack), topicArns, email });
}

/** The profile that the stack's own config names; without one, the SDK finds its credentials as everywhere. */
function profileOf(stack: string): string | undefined {
  const profile = (readYaml(stackFilePath(stack, root))["config"] as Record<string, unknown> | undefined)?.[
    "aws:profile"
  ];
  return typeof profile === "string" ? profile : undefined;
}

function pulumi(args: string[], options: SpawnSyncOptions): number {
  // The program's process inherits it: compiled code is kept between runs.
  const env = { NODE_COMPILE_CACHE: join(import.meta.dirname, "..", ".cache", "node"), ...process.env };
  return spawnSync("pulumi", args, { cwd: root, env, ...options }).status ?? 1;
}

function stackProblem(command: string, stack: string | undefined): string | undefined {
  const stacks = stackNames(root);
  const known = `There are: ${stacks.join(", ")}.`;
  const script = command === "preview" ? "diff" : command;
  if (stack === undefined) return `Which stack? npm run ${script} -- <stack>. ${known}`;
  let path: string;
  try {
    path = stackFilePath(stack, root);
  } catch (error) {
    return (error as Error).message;
  }
  if (existsSync(path)) return undefined;
  const [near] = nearest(stack.slice(stack.lastIndexOf("/") + 1), stacks);
  return `There is no ${relative(root, path)}. ${near === undefined ? known : `Did you mean ${near}?`} For a new stack copy one of these files.`;
}

function toolProblem(): string | undefined {
  const { error } = spawnSync("pulumi", ["version"], { stdio: "ignore" });
  if (error === undefined) return undefined;
  return `Pulumi's command line is not on the PATH; install it: https://www.pulumi.com/docs/install/. ${offline}`;
}

/** Where Pulumi keeps a stack's state, and the passphrase that encrypts what is secret in it. */
function loginProblem(stack: string): string | undefined {
  const backend = backendUrl();
  if (backend === undefined)
    return `Pulumi does not know where to keep a stack's state: run \`pulumi login\` (Pulumi Cloud), \`pulumi login s3://<bucket>\` or \`pulumi login --local\`. ${offline}`;
  const isCloud = backend.startsWith("https://");
  const passphrase = process.env["PULUMI_CONFIG_PASSPHRASE"] ?? process.env["PULUMI_CONFIG_PASSPHRASE_FILE"];
  const asks = process.stdin.isTTY;
  if (isCloud || passphrase !== undefined || asks || readYaml(stackFilePath(stack, root))["secretsprovider"])
    return undefined;
  return `State in ${backend} is encrypted with a passphrase: set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE. ${offline}`;
}

/** The backend as the CLI finds it: environment, project file, login. */
function backendUrl(): string | undefined {
  const { PULUMI_BACKEND_URL, PULUMI_ACCESS_TOKEN, PULUMI_HOME } = process.env;
  if (PULUMI_BACKEND_URL) return PULUMI_BACKEND_URL;
  const project = readYaml(join(root, "Pulumi.yaml"))["backend"] as { url?: string } | undefined;
  if (project?.url) return project.url;
  if (PULUMI_ACCESS_TOKEN) return "https://api.pulumi.com";
  const login = join(PULUMI_HOME || join(homedir(), ".pulumi"), "credentials.json");
  return existsSync(login) ? (JSON.parse(readFileSync(login, "utf8")) as { current?: string }).current : undefined;
}

/** Whether any of the usual places holds credentials; whether they are valid, only AWS can tell. */
function hasCredentials(stack: string): boolean {
  const variables = [
    "AWS_ACCESS_KEY_ID",
    "AWS_PROFILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  ];
  const files = [
    process.env["AWS_SHARED_CREDENTIALS_FILE"] ?? join(homedir(), ".aws", "credentials"),
    process.env["AWS_CONFIG_FILE"] ?? join(homedir(), ".aws", "config"),
  ];
  const config = (readYaml(stackFilePath(stack, root))["config"] ?? {}) as Record<string, unknown>;
  return (
    variables.some((name) => process.env[name]) ||
    files.some((file) => existsSync(file)) ||
    ["aws:profile", "aws:accessKey", "aws:assumeRoles"].some((key) => key in config)
  );
}

function readYaml(file: string): Record<string, unknown> {
  return (parse(readFileSync(file, "utf8")) ?? {}) as Record<string, unknown>;
}
