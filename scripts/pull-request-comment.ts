import { appendFileSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { UserError } from "../stacks/user-error.ts";

// One comment on a pull request, edited with every push:
//   node scripts/pull-request-comment.ts --marker "plan of us-east-1" --file comment.md
// It finds its own comment by a hidden marker. Where the token can't write (pull requests of forks and of Dependabot) the
// text goes into the run's summary. Imports no package, so that the job which holds the token installs none.
// Environment, as GitHub sets it: GITHUB_TOKEN, GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_EVENT_PATH, GITHUB_STEP_SUMMARY.

/** Characters; GitHub answers 422 "Body is too long (maximum is 65536 characters)" to more. */
const maxCommentLength = 65_536;
/** GitHub's largest page of comments. */
const pageSize = 100;
const timeoutSeconds = 30;

interface PullRequestEvent {
  pull_request?: { number: number; head: { repo: { full_name: string } | null } };
}

interface IssueComment {
  id: number;
  body?: string;
  user: { type: string } | null;
}

/** GitHub's answer to a call that it refused. */
class Refused extends UserError {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

function environment(name: string): string {
  const value = process.env[name];
  if (!value) throw new UserError(`${name} is not set; this script runs in a step of a GitHub workflow`);
  return value;
}

/** @throws Refused with GitHub's own words, UserError when GitHub can't be reached */
async function call<T>(method: "GET" | "POST" | "PATCH", path: string, body?: object): Promise<T> {
  const url = `${process.env["GITHUB_API_URL"] ?? "https://api.github.com"}${path}`;
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method,
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${environment("GITHUB_TOKEN")}`,
        "user-agent": "bedrock-headroom",
        "x-github-api-version": "2022-11-28",
        ...(body && { "content-type": "application/json" }),
      },
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
      ...(body && { body: JSON.stringify(body) }),
    });
    text = await response.text();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { message, cause } = error as Error;
    throw new UserError(
      `${method} ${path}: GitHub can't be reached: ${(cause as Error | undefined)?.message || message}`,
    );
  }
  if (!response.ok)
    throw new Refused(response.status, `${method} ${path}: GitHub answers ${response.status} ${messageOf(text)}`);
  return JSON.parse(text) as T;
}

function messageOf(text: string): string {
  try {
    return (JSON.parse(text) as { message?: string }).message ?? text;
  } catch {
    return text.slice(0, 200);
  }
}

/** The text with its marker, no longer than GitHub takes. */
function commentOf(marker: string, text: string): string {
  const hidden = `<!-- bedrock-headroom: ${marker} -->\n`;
  const cut = "\n\n(cut: the rest is longer than a comment can be)\n";
  if (hidden.length + text.length <= maxCommentLength) return hidden + text;
  return hidden + text.slice(0, maxCommentLength - hidden.length - cut.length) + cut;
}

/** The id of the comment that an earlier run made; what a person wrote is never taken for it. */
async function findComment(repository: string, pullRequest: number, body: string): Promise<number | undefined> {
  const marker = body.slice(0, body.indexOf("\n"));
  for (let page = 1; ; page++) {
    const path = `/repos/${repository}/issues/${pullRequest}/comments?per_page=${pageSize}&page=${page}`;
    const comments = await call<IssueComment[]>("GET", path);
    const own = comments.find((comment) => comment.user?.type === "Bot" && comment.body?.startsWith(marker));
    if (own) return own.id;
    if (comments.length < pageSize) return undefined;
  }
}

function writeSummary(text: string, why: string): void {
  appendFileSync(environment("GITHUB_STEP_SUMMARY"), `${text}\n\n`);
  console.log(`written to the run's summary: ${why}`);
}

async function comment(marker: string, text: string): Promise<void> {
  const repository = environment("GITHUB_REPOSITORY");
  const event = JSON.parse(readFileSync(environment("GITHUB_EVENT_PATH"), "utf8")) as PullRequestEvent;
  if (!event.pull_request)
    throw new UserError("the workflow was not started by a pull request: there is none to comment on");
  const { number, head } = event.pull_request;
  // The fork may be gone by now: then head.repo is null.
  if (head.repo?.full_name !== repository) {
    writeSummary(text, "the pull request comes from a fork, whose token can't comment");
    return;
  }
  const body = commentOf(marker, text);
  try {
    const id = await findComment(repository, number, body);
    if (id === undefined) await call("POST", `/repos/${repository}/issues/${number}/comments`, { body });
    else await call("PATCH", `/repos/${repository}/issues/comments/${id}`, { body });
    console.log(id === undefined ? "commented" : "comment edited");
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 403) throw error;
    writeSummary(text, `the token can't comment (${error.message})`);
  }
}

try {
  const { values } = parseArgs({ options: { marker: { type: "string" }, file: { type: "string" } } });
  const { marker, file } = values;
  if (!marker || !file) throw new UserError('say --marker "<what the comment is about>" --file <its Markdown>');
  if (marker.includes("--") || marker.includes("\n")) throw new UserError("--marker can't hold -- or a new line");
  const text = readFileSync(file, "utf8");
  if (text.trim() === "") throw new UserError(`${file} is empty: did the command that wrote it fail?`);
  await comment(marker, text);
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(`pull-request-comment: ${error.message}`);
  process.exitCode = 1;
}
