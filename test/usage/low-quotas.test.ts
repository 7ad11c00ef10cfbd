import assert from "node:assert/strict";
import { collectUsage } from "../../cli/usage/collect.ts";
import { terminalReport } from "../../cli/usage/terminal.ts";
import { accessDenied } from "../../local/servers/aws-http.ts";
import type { UsageDocument } from "../../monitoring/report/document.ts";
import { emptyAccount, now, type PretendAccount, report, requestOf, run, seriesOf, usOpus } from "./pretend-account.ts";

const hour = 3_600;
const start = now - 7 * 60 - hour;
const minutes = (value: number) => new Float64Array(60).fill(value);
const titan = "amazon.titan-embed-text-v2:0";

function accountWith(changes: (account: PretendAccount) => void): PretendAccount {
  const account = emptyAccount();
  changes(account);
  return account;
}

const textOf = (document: UsageDocument) => terminalReport(document, (_, text) => text);

describe("usage of quotas that are 0, low or not there", () => {
  it("names a quota of 0 as the cause of throttles, and no other", async () => {
    const account = accountWith(({ quotas, series }) => {
      quotas[0]!.applied = 0;
      series.push(seriesOf("InvocationThrottles", usOpus, start, minutes(2)));
    });
    const document = await report(account, requestOf(2 * hour));
    const [target] = document.targets;
    assert.deepEqual(
      [target?.severity, target?.because],
      ["warning", "the account's quota of tokens per minute is 0: ask for it; 120 requests were throttled"],
    );
    assert.deepEqual(target?.notes, ["the account's quota of tokens per minute is 0: ask for it"]);
    assert.doesNotMatch(textOf(document), /max_tokens/);
  });

  it("never says how many percent of a quota of 0 were used", async () => {
    const account = accountWith(({ quotas, series }) => {
      quotas[0]!.applied = 0;
      series.push(seriesOf("EstimatedTPMQuotaUsage", usOpus, start, minutes(500)));
    });
    const [target] = (await report(account, requestOf(2 * hour))).targets;
    assert.deepEqual(
      [target?.severity, target?.because],
      ["critical", "the account's quota of tokens per minute is 0: ask for it"],
    );
  });

  it("tells of a quota of 0 of a model that nobody used yet", async () => {
    const account = accountWith(({ quotas }) => {
      quotas[0]!.applied = 0;
    });
    const document = await report(account, requestOf(2 * hour, { models: ["anthropic.claude-opus-5"] }));
    const target = document.targets.find(({ scope }) => scope === "cross-region");
    assert.deepEqual(
      [target?.severity, target?.because],
      ["ok", "not used in this window; the account's quota of tokens per minute is 0: ask for it"],
    );
  });

  it("notes a quota under a fifth of AWS's default, where the model is used", async () => {
    const noted = async (applied: number) => {
      const account = accountWith(({ quotas, series }) => {
        quotas[0]!.applied = applied;
        series.push(seriesOf("EstimatedTPMQuotaUsage", usOpus, start, minutes(500)));
      });
      return (await report(account, requestOf(2 * hour))).targets[0]?.notes;
    };
    assert.deepEqual(await noted(5_999_999), [
      "the account's quota of tokens per minute, 5,999,999, is far under AWS's default of 30,000,000: ask for more",
    ]);
    assert.deepEqual(await noted(6_000_000), []);
  });

  it("advises smaller batches for a throttled embedding model, and never to lower max_tokens", async () => {
    const account = accountWith(({ quotas, series }) => {
      quotas.push(
        {
          code: "L-DE641971",
          name: "On-demand model inference tokens per minute for Amazon Titan Text Embeddings V2",
          applied: 300_000,
        },
        {
          code: "L-26C560CE",
          name: "On-demand model inference requests per minute for Amazon Titan Text Embeddings V2",
          applied: 6_000,
        },
      );
      series.push(
        seriesOf("Invocations", titan, start, minutes(20)),
        seriesOf("EstimatedTPMQuotaUsage", titan, start, minutes(180_000)),
        seriesOf("InvocationThrottles", titan, start, minutes(1)),
      );
    });
    const document = await report(account, requestOf(2 * hour));
    assert.match(
      textOf(document),
      /titan-embed-text-v2:0 \(on-demand\): an embedding model is throttled below 100 % by bursts/,
    );
    assert.doesNotMatch(textOf(document), /max_tokens/);
  });

  it("still says what max_tokens reserves where a model has some", async () => {
    const account = accountWith(({ series }) => {
      series.push(seriesOf("EstimatedTPMQuotaUsage", usOpus, start, minutes(500)));
    });
    assert.match(textOf(await report(account, requestOf(2 * hour))), /reserves \(input \+ cache write \+ max_tokens\)/);
  });

  describe("of the daily quota across all models", () => {
    const daily = async (account: PretendAccount, denied?: string) => {
      const { server, clients } = await run(account);
      try {
        if (denied) server.fail(denied, accessDenied(`servicequotas:${denied}`));
        const document = await collectUsage(clients, requestOf(2 * hour));
        return [
          document.crossModelDaily,
          /Cross-Model Max Tokens Per Day: [^;.,]*/.exec(textOf(document))?.[0],
        ] as const;
      } finally {
        await server.close();
      }
    };
    const known = { code: "L-E3F10727", name: "Cross-Model Max Tokens Per Day" };

    it("says that the account has it not, rather than AWS's default elsewhere", async () => {
      const account = accountWith(({ quotas }) => quotas.pop());
      const [value, text] = await daily(account);
      assert.deepEqual(value, {
        ...known,
        applied: null,
        default: null,
        awsValue: null,
        value: null,
        origin: "none",
      });
      assert.equal(text, "Cross-Model Max Tokens Per Day: not in this account");
    });

    it("marks a default as one, and a value that was not read as that", async () => {
      const account = accountWith(({ quotas }) => {
        delete quotas.at(-1)!.applied;
      });
      assert.deepEqual(await daily(account), [
        { ...known, applied: null, default: 7e8, awsValue: 7e8, value: 7e8, origin: "default" },
        "Cross-Model Max Tokens Per Day: 700M (AWS's default)",
      ]);
      assert.deepEqual((await daily(account, "ListAWSDefaultServiceQuotas"))[0]?.origin, "default", "asked for alone");
      assert.deepEqual((await daily(account, "GetServiceQuota"))[0]?.origin, "unread");
      assert.deepEqual((await daily(account, "ListServiceQuotas"))[0]?.origin, "unread");
    });
  });
});
