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
import { nearest } from "../registry/nearest.ts";
import { planForStack } from "../stacks/plan-for-stack.ts";
import { stackFilePath, stackNames } from "../stacks/stack-files.ts";
import { afterDeployment, beforeDeployment, type Deployment } from "./around-deployment.ts";

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
  const deployment = command === "destroy" ? undefined : await deploymentOf(stack);
  const more = deployment ? await beforeDeployment(deployment, given) : [];
  const status = pulumi([command, "--stack", stack, ...more, ...given], { stdio: "inherit" });
  if (status === 0 && command === "up" && deployment) await afterDeployment(deployment);
  return status;
}

/** The stack as it is deployed; undefined where its config can't be used, which the program tells. */
async function deploymentOf(stack: string): Promise<Deployment | undefined> {
  try {
    const { settings } = await planForStack(stack, root);
    return { stack, root, settings, profile: profileOf(stack) };
  } catch {
    return undefined;
  }
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
