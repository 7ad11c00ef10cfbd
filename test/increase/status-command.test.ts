import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StatusDocument } from "../../cli/increase/status-shape.ts";
import { type AwsServer, accessDenied } from "../../local/servers/aws-http.ts";
import { assertMatchesSchema } from "../schemas/matches-schema.ts";
import { emptyAccount, type PretendAccount, run, usOpus } from "../usage/pretend-account.ts";
import { runOnAccount } from "../usage/run-on-account.ts";

const day = 86_400;
const minute = 60;

describe("headroom increase status", function () {
  this.timeout(60_000); // a process for each run, on machines that may be busy
  const folder = mkdtempSync(join(tmpdir(), "headroom-increase-status-"));
  const now = Math.floor(Date.now() / 1_000 / minute) * minute;
  before(() =>
    writeFileSync(
      join(folder, "Pulumi.team.yaml"),
      "config:\n  aws:region: us-east-1\n  bedrock-headroom:models: [us.anthropic.claude-opus-5]\n",
    ),
  );
  after(() => rmSync(folder, { recursive: true }));

  async function status(
    args: readonly string[],
    of: PretendAccount,
    {
      environment = {},
      before: prepare,
    }: { environment?: NodeJS.ProcessEnv; before?: (server: AwsServer) => void } = {},
  ) {
    const running = await run(of);
    prepare?.(running.server);
    try {
      return await runOnAccount(running, folder, ["increase", "status", ...args], environment);
    } finally {
      await running.server.close();
    }
  }

  const account = (...requests: NonNullable<PretendAccount["requests"]>): PretendAccount => {
    const made = emptyAccount();
    delete made.options.now;
    return { ...made, requests };
  };

  /** The stack's published minutes, from so many minutes ago. */
  function publish(of: PretendAccount, valueAt: (minutesAgo: number) => number, from = 240) {
    for (let ago = from; ago >= 0; ago--)
      of.data.push({
        namespace: "Bedrock/Quotas",
        metric: "TokenQuota",
        dimensions: { Stack: "team", ModelId: usOpus },
        timestamp: now - ago * minute,
        value: valueAt(ago),
      });
    return of;
  }

  const opus = { id: "r-1", code: "L-99296DCD", caseId: "1789", created: now - 2 * 3_600, updated: now - 3_600 };

  it("follows one to the minute from which the stack's published quota shows it", async () => {
    const of = publish(account({ ...opus, desired: 180_000, status: "APPROVED" }), (ago) =>
      ago > 42 ? 100_000 : 180_000,
    );
    of.quotas[0]!.applied = 180_000;
    const { code, stdout } = await status(["--json", "-"], of);
    assert.equal(code, 0);
    const document = JSON.parse(stdout) as StatusDocument;
    assertMatchesSchema("increase-status", document);
    const [one] = document.requests;
    assert.equal(one?.stage, "published");
    assert.equal(one.from, 100_000);
    assert.equal(one.modelId, "anthropic.claude-opus-5");
    assert.equal(one.scope, "cross-region");
    assert.equal(Date.parse(one.published?.since ?? "") / 1_000, now - 42 * minute);
    const shown = await status([], of, { environment: { COLUMNS: "80" } });
    for (const line of shown.stdout.split("\n")) assert.ok(line.length <= 80, line);
    assert.match(
      shown.stdout.replaceAll(/\s+/g, " "),
      /100,000 → 180,000, asked for .*: APPROVED, case 1789 published: approved (today|yesterday), applied: the account has 180,000, published by stack team since/,
    );
  });

  it("tells an approved one that is not applied yet, an open one, and a refused one", async () => {
    const of = account(
      { ...opus, desired: 180_000, status: "APPROVED", created: now - 4 * day, updated: now - 3 * day },
      { id: "r-2", code: "L-D73B1244", desired: 90_000, status: "CASE_OPENED", caseId: "1790", created: now - day },
      { id: "r-3", code: "L-99296DCD", desired: 900_000, status: "NOT_APPROVED", created: now - 30 * day },
    );
    const { code, stdout } = await status(["--json", "-"], of);
    assert.equal(code, 1);
    const document = JSON.parse(stdout) as StatusDocument;
    assert.deepEqual(
      document.requests.map(({ request, stage }) => [request.id, stage]),
      [
        ["r-2", "open"],
        ["r-1", "approved"],
        ["r-3", "refused"],
      ],
    );
    assert.match(document.requests[1]?.text ?? "", /approved 3 days ago, not applied yet: the account has 100,000/);
    const narrowed = await status(["global.anthropic.claude-opus-5", "--json", "-"], of);
    assert.equal(JSON.parse(narrowed.stdout).requests.length, 3, "all of the model's");
    const other = await status(["amazon.nova-pro-v1:0", "--json", "-"], of);
    assert.equal(JSON.parse(other.stdout).requests.length, 0);
    assert.equal(other.code, 4);
  });

  it("says what it cannot tell", async () => {
    const denied = await status([], account({ ...opus, desired: 180_000, status: "APPROVED" }), {
      before: (server) =>
        server.fail(
          "ListRequestedServiceQuotaChangeHistory",
          accessDenied("servicequotas:ListRequestedServiceQuotaChangeHistory"),
        ),
    });
    assert.equal(denied.code, 3);
    assert.match(
      denied.stderr,
      /access denied: servicequotas:ListRequestedServiceQuotaChangeHistory; .*headroom iam-policy increase/,
    );
    const unread = await status(["--json", "-"], account({ ...opus, desired: 180_000, status: "APPROVED" }), {
      before: (server) => server.fail("ListServiceQuotas", accessDenied("servicequotas:ListServiceQuotas")),
    });
    assert.equal(unread.code, 3);
    assert.equal(JSON.parse(unread.stdout).requests[0].stage, "unknown");
    const none = await status([], account());
    assert.equal(none.code, 4);
    assert.match(none.stdout, /None was made here/);
    assert.equal((await status(["--region", "us-nowhere-1"], account())).code, 3);
    assert.equal((await status(["--wrong"], account())).code, 3);
  });
});
