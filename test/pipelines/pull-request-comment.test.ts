import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("../../scripts/pull-request-comment.ts", import.meta.url));
const marker = "<!-- bedrock-headroom: plan of us-east-1 -->\n";

interface Call {
  method: string;
  path: string;
  authorization: string | undefined;
  body?: { body: string };
}
interface Comment {
  id: number;
  user: { type: string };
  body: string;
}

describe("the comment on a pull request", function () {
  this.timeout(60_000); // a process for each run, on machines that may be busy
  let server: Server;
  let url = "";
  let folder = "";
  let calls: Call[];
  let comments: Comment[];
  /** what writing is answered with */
  let refusal: [status: number, body: string] | undefined;

  before(async () => {
    server = createServer(async (request, response) => {
      const { method = "", url: path = "", headers } = request;
      const call: Call = { method, path, authorization: headers.authorization };
      if (method !== "GET") call.body = (await json(request)) as { body: string };
      calls.push(call);
      const answer = (status: number, body: string) => response.writeHead(status).end(body);
      if (method === "GET") {
        const query = new URL(path, "http://localhost").searchParams;
        const [size, page] = [Number(query.get("per_page")), Number(query.get("page"))];
        answer(200, JSON.stringify(comments.slice((page - 1) * size, page * size)));
      } else if (refusal) answer(...refusal);
      else answer(method === "POST" ? 201 : 200, JSON.stringify({ id: 1 }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "headroom-comment-"));
    calls = [];
    comments = [];
    refusal = undefined;
    writeFileSync(join(folder, "comment.md"), "### `us-east-1`: nothing changes\n");
    writeFileSync(join(folder, "summary"), "");
    event("owner/project");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const event = (headRepository: string | null) =>
    writeFileSync(
      join(folder, "event.json"),
      JSON.stringify({
        pull_request: { number: 7, head: { repo: headRepository === null ? null : { full_name: headRepository } } },
      }),
    );
  const summary = () => readFileSync(join(folder, "summary"), "utf8");
  const run = (
    args = ["--marker", "plan of us-east-1", "--file", join(folder, "comment.md")],
    env: NodeJS.ProcessEnv = {},
  ) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      const environment = {
        ...process.env,
        GITHUB_TOKEN: "the-token",
        GITHUB_API_URL: url,
        GITHUB_REPOSITORY: "owner/project",
        GITHUB_EVENT_PATH: join(folder, "event.json"),
        GITHUB_STEP_SUMMARY: join(folder, "summary"),
        ...env,
      };
      execFile(process.execPath, [script, ...args], { env: environment }, (error, stdout, stderr) =>
        resolve({ code: (error?.code as number | undefined) ?? 0, stdout, stderr }),
      );
    });

  it("is made where there is none", async () => {
    comments = [{ id: 3, user: { type: "Bot" }, body: "<!-- bedrock-headroom: plan of us-west-2 -->\nother" }];
    assert.equal((await run()).stdout, "commented\n");
    assert.deepEqual(
      calls.map(({ method, path }) => `${method} ${path}`),
      ["GET /repos/owner/project/issues/7/comments?per_page=100&page=1", "POST /repos/owner/project/issues/7/comments"],
    );
    assert.deepEqual(calls[1]?.body, { body: `${marker}### \`us-east-1\`: nothing changes\n` });
    assert.ok(calls.every(({ authorization }) => authorization === "Bearer the-token"));
  });

  it("is edited where there is one, on whatever page", async () => {
    comments = Array.from({ length: 130 }, (_, id) => ({ id, user: { type: "User" }, body: "a review" }));
    comments[120] = { id: 120, user: { type: "Bot" }, body: `${marker}old` };
    assert.equal((await run()).stdout, "comment edited\n");
    assert.equal(calls.at(-1)?.method, "PATCH");
    assert.equal(calls.at(-1)?.path, "/repos/owner/project/issues/comments/120");
  });

  it("is not what a person wrote with the same marker", async () => {
    comments = [{ id: 4, user: { type: "User" }, body: `${marker}mine` }];
    assert.equal((await run()).stdout, "commented\n");
  });

  for (const [what, repository] of [
    ["a fork", "someone/project"],
    ["a fork that is gone", null],
  ] as const) {
    it(`goes into the run's summary for ${what}, without a call`, async () => {
      event(repository);
      const { code, stdout } = await run(undefined, { GITHUB_TOKEN: "" });
      assert.match(stdout, /written to the run's summary: .*fork/);
      assert.deepEqual([code, calls.length, summary().trim()], [0, 0, "### `us-east-1`: nothing changes"]);
    });
  }

  it("goes into the run's summary where the token can't write", async () => {
    refusal = [403, '{"message":"Resource not accessible by integration"}'];
    const { code, stdout } = await run();
    assert.match(stdout, /summary: the token can't comment .*403 Resource not accessible by integration/);
    assert.deepEqual([code, summary().trim()], [0, "### `us-east-1`: nothing changes"]);
  });

  it("is cut to what GitHub takes", async () => {
    writeFileSync(join(folder, "comment.md"), "x".repeat(70_000));
    await run();
    const { body = "" } = calls[1]?.body ?? {};
    assert.equal(body.length, 65_536);
    assert.match(body, /\(cut: the rest is longer than a comment can be\)\n$/);
  });

  it("fails with GitHub's own words", async () => {
    refusal = [422, '{"message":"Validation Failed"}'];
    const { code, stderr } = await run();
    assert.equal(
      stderr,
      "pull-request-comment: POST /repos/owner/project/issues/7/comments: GitHub answers 422 Validation Failed\n",
    );
    assert.deepEqual([code, summary()], [1, ""]);
  });

  it("fails with the reason where GitHub can't be reached", async () => {
    const { code, stderr } = await run(undefined, { GITHUB_API_URL: "http://127.0.0.1:1" });
    assert.match(stderr, /^pull-request-comment: GET .*: GitHub can't be reached: .+\n$/);
    assert.equal(code, 1);
  });

  it("says what is missing", async () => {
    assert.match((await run([])).stderr, /say --marker/);
    assert.match((await run(undefined, { GITHUB_EVENT_PATH: "" })).stderr, /GITHUB_EVENT_PATH is not set/);
    writeFileSync(join(folder, "event.json"), "{}");
    assert.match((await run()).stderr, /not started by a pull request/);
    writeFileSync(join(folder, "comment.md"), "\n");
    assert.match((await run()).stderr, /is empty: did the command that wrote it fail\?/);
  });
});
