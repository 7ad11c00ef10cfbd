import assert from "node:assert/strict";
import fc from "fast-check";
import { callersQuery, recordsIn } from "../../cli/usage/callers/log-query.ts";
import { callerName, groupOf, type LogGrouping } from "../../monitoring/report/caller-names.ts";

const groupings: LogGrouping[] = [
  { by: "caller" },
  { by: "session" },
  { by: "metadata", key: "team" },
  { by: "metadata", key: "cost-center" },
];

/** All that a query may read of a record. */
const allowed = [
  "schemaType",
  "input.inputTokenCount",
  "output.outputTokenCount",
  "input.cacheReadInputTokenCount",
  "input.cacheWriteInputTokenCount",
  "modelId",
  "errorCode",
  "region",
  "accountId",
  "identity.arn",
];

describe("the query of who called", () => {
  it("names its fields, and none that holds a prompt or an answer", () => {
    for (const grouping of groupings) {
      const text = callersQuery(grouping);
      assert.doesNotMatch(text, /@message|@ptr|Body|\bfields\b|\bdisplay\b|\*(?!\))/);
      const words = text
        .replace('"ModelInvocationLog"', "")
        .replaceAll(/ as \w+/g, "")
        .replaceAll(/\b(?:filter|stats|by|sum|count|bin\(1m\))/g, "");
      const fields = words.match(/`[^`]+`|[A-Za-z][\w.]*/g) ?? [];
      const own = grouping.by === "metadata" ? /^`?requestMetadata\.[\w-]+`?$/ : /^$/;
      for (const field of fields) assert.ok(allowed.includes(field) || own.test(field), `${field} in ${text}`);
    }
  });

  it("is what Logs Insights understands", () => {
    assert.equal(
      callersQuery({ by: "metadata", key: "cost-center" }),
      'filter schemaType = "ModelInvocationLog" | stats count(*) as records, sum(input.inputTokenCount) as inputTokens, ' +
        "sum(output.outputTokenCount) as outputTokens, sum(input.cacheReadInputTokenCount) as cacheReadTokens, " +
        "sum(input.cacheWriteInputTokenCount) as cacheWriteTokens by bin(1m), modelId, errorCode, region, accountId, " +
        "`requestMetadata.cost-center`",
    );
  });

  it("takes a row that lacks what its records lack", () => {
    const row = new Map([
      ["bin(1m)", "2026-11-21 14:07:00.000"],
      ["modelId", "amazon.nova-micro-v1:0"],
      ["records", "3"],
    ]);
    assert.deepEqual(recordsIn(row, { by: "caller" }), {
      minute: Date.UTC(2026, 10, 21, 14, 7) / 1000,
      modelId: "amazon.nova-micro-v1:0",
      region: undefined,
      account: undefined,
      value: undefined,
      errorCode: undefined,
      records: 3,
      inputTokens: 0,
      outputTokens: 0,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
    });
    assert.equal(recordsIn(new Map([["records", "3"]]), { by: "caller" }), undefined);
  });
});

describe("who a caller is", () => {
  const role = "arn:aws:sts::123456789012:assumed-role";

  it("takes the session off a role, of any name", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\w+=,.@-]{1,64}$/), fc.stringMatching(/^[\w+=,.@-]{2,64}$/), (name, session) => {
        assert.equal(groupOf({ by: "caller" }, `${role}/${name}/${session}`), `${role}/${name}`);
        assert.equal(groupOf({ by: "session" }, `${role}/${name}/${session}`), `${role}/${name}/${session}`);
      }),
    );
  });

  it("leaves users, root and what else there is as it is", () => {
    for (const arn of ["arn:aws:iam::123456789012:user/a/alice", "arn:aws-us-gov:iam::123456789012:root", "other"]) {
      assert.equal(groupOf({ by: "caller" }, arn), arn);
    }
    assert.equal(groupOf({ by: "caller" }, undefined), null);
    assert.equal(groupOf({ by: "metadata", key: "k" }, `${role}/a/b`), `${role}/a/b`);
  });

  it("has a short name", () => {
    assert.deepEqual(
      [
        `${role}/search`,
        `${role}/search/i-1`,
        `${role}/AWSReservedSSO_Data_Scientists_0123456789abcdef`,
        `${role}/AWSReservedSSO_Data_Scientists_0123456789abcdef/alice@example.com`,
        "arn:aws:iam::123456789012:user/a/alice",
        "arn:aws:iam::123456789012:root",
        "arn:aws:sts::123456789012:federated-user/bob",
        "red",
      ].map(callerName),
      [
        "search (role)",
        "search/i-1",
        "Data_Scientists (SSO role)",
        "Data_Scientists/alice@example.com",
        "a/alice (user)",
        "the account's root user",
        "bob (federated user)",
        "red",
      ],
    );
  });
});
