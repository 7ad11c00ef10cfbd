import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { errorMinutes, errorsOf } from "../../cli/diagnose/errors-of.ts";
import { timeIn } from "../../cli/diagnose/line-time.ts";
import { readErrors } from "../../cli/diagnose/read-errors.ts";
import { errorClassOf } from "../../monitoring/diagnosis/error-text.ts";
import { UserError } from "../../stacks/user-error.ts";

const tokens = "Too many tokens, please wait before trying again.";
const requests = "Too many requests, please wait before trying again. You have sent too many requests.";
const daily = "Too many tokens per day, please wait before trying again.";
const now = Date.UTC(2026, 10, 26, 15) / 1000;
const at = Date.UTC(2026, 10, 26, 14, 5, 11) / 1000;
const providers = new Set(["anthropic", "amazon"]);

/** Forms in which SDKs and what is built on them write a refusal. */
const forms: readonly ((text: string, name: string) => string)[] = [
  (text, name) => `${name}: ${text}`,
  (text, name) =>
    `botocore.errorfactory.${name}: An error occurred (${name}) when calling the Converse operation (reached max retries: 4): ${text}`,
  (text, name) =>
    `software.amazon.awssdk.services.bedrockruntime.model.${name}: ${text} (Service: BedrockRuntime, Status Code: 429, Request ID: 5a1c)`,
  (text, name) =>
    `operation error Bedrock Runtime: InvokeModel, exceeded maximum number of attempts, 3, https response error StatusCode: 429, RequestID: 5a1c, ${name}: ${text}`,
  (text, name) =>
    `ServiceError(${name}(${name} { message: Some("${text}"), meta: ErrorMetadata { code: Some("${name}") } }))`,
  (text, name) =>
    `Amazon.BedrockRuntime.Model.${name}: ${text}\n ---> Amazon.Runtime.Internal.HttpErrorResponseException`,
  (text, name) => `Aws::BedrockRuntime::Errors::${name}: ${text}`,
  (text, name) =>
    `Error executing "Converse"; AWS HTTP error: Client error: POST resulted in a \`429 Too Many Requests\` response: {"message":"${text}"} ${name} (client): ${text}`,
  (text, name) => JSON.stringify({ level: "error", err: { name, message: text, $metadata: { httpStatusCode: 429 } } }),
  (text, name) =>
    JSON.stringify({ eventTime: "2026-11-26T14:05:11Z", eventName: "Converse", errorCode: name, errorMessage: text }),
  (text) => `litellm.RateLimitError: BedrockException - {"message":"${text}"}`,
  (text) => `anthropic.RateLimitError: Error code: 429 - {'message': '${text}'}`,
];

describe("texts of errors", () => {
  it("are told apart in the forms of all SDKs", () => {
    for (const form of forms) {
      assert.equal(
        errorClassOf(form(tokens, "ThrottlingException")),
        "tokens-a-minute",
        form(tokens, "ThrottlingException"),
      );
      assert.equal(errorClassOf(form(requests, "ThrottlingException")), "requests-a-minute");
      assert.equal(errorClassOf(form(daily, "ThrottlingException")), "tokens-a-day");
      assert.equal(errorClassOf(form("Model is not ready for inference.", "ModelNotReadyException")), "not-ready");
      assert.equal(
        errorClassOf(form("Too many connections, please wait before trying again.", "ServiceUnavailableException")),
        "capacity",
      );
    }
  });

  it("that name no limit say none, and those of something else are none", () => {
    assert.equal(errorClassOf("HTTP 429 Too Many Requests ThrottlingException"), "throttled-unsaid");
    assert.equal(errorClassOf("ThrottlingException: Rate exceeded"), "throttled-unsaid");
    for (const line of [
      "",
      "200 OK, 4,000 tokens",
      "ValidationException: Too many tokens: the input is too long for this model",
      "ValidationException: Input is too long for requested model.",
      "AccessDeniedException: You don't have access to the model",
    ])
      assert.equal(errorClassOf(line), undefined, line);
  });
});

describe("times in lines of logs", () => {
  it("are read in the forms that logs have", () => {
    for (const line of [
      "2026-11-26T14:05:11Z ERROR",
      "[2026-11-26 14:05:11,123] ERROR",
      "2026/11/26 14:05:11 main.go:12",
      "2026-11-26T15:05:11.5+01:00 ERROR",
      "2026-11-26 09:05:11-0500",
      '10.0.0.1 - - [26/Nov/2026:15:05:11 +0100] "POST /"',
      "Nov 26 14:05:11 host app[7]:",
      `{"timestamp":${at}000,"level":"error"}`,
      `{"time": ${at}.25}`,
    ])
      assert.equal(Math.floor(timeIn(line, "UTC", now) ?? 0), at, line);
    assert.equal(timeIn("2026-11-26 15:05:11 ERROR", "Europe/Berlin", now), at, "the zone that is given");
    assert.equal(timeIn("Dec 31 23:00:00 host", "UTC", now), Date.UTC(2025, 11, 31, 23) / 1000, "no time lies ahead");
    for (const line of ["no time", "2026-13-45T99:99:99Z", "Foo 26 14:05:11"])
      assert.equal(timeIn(line, "UTC", now), undefined, line);
  });
});

const fileOf = (text: string | Buffer) => ({
  name: "app.log",
  bytes: text.length,
  open: () => Readable.from([Buffer.from(text)]) as AsyncIterable<Buffer>,
});
const read = (...texts: (string | Buffer)[]) =>
  readErrors(texts.map(fileOf), providers, { timeZone: "UTC", now, onBytes: () => {} });

describe("files of errors", () => {
  const minute = Math.floor(at / 60);

  it("are counted by minute and by the model that a line names", async () => {
    const found = await read(
      [
        `2026-11-26T14:05:11Z ThrottlingException: ${tokens} model=us.anthropic.claude-opus-5`,
        `2026-11-26T14:05:12Z ThrottlingException: ${requests} arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abc123def456`,
        `2026-11-26T14:05:13Z ThrottlingException: ${tokens}`,
        "a line of something else, at runtime.amazonaws.com",
        `ThrottlingException: ${tokens} anthropic.claude-opus-5`,
      ].join("\n"),
    );
    assert.deepEqual([found.lines, found.errors], [5, 4]);
    assert.deepEqual(
      [...found.timed.keys()],
      ["us.anthropic.claude-opus-5", "abc123def456", "", "anthropic.claude-opus-5"],
    );
    assert.deepEqual(found.timed.get("us.anthropic.claude-opus-5")?.get(minute), { "tokens-a-minute": 1 });
    const own = errorsOf(found, ["us.anthropic.claude-opus-5"], false);
    assert.deepEqual(own(at - 600, at + 60), { counts: { "tokens-a-minute": 1 }, timed: true, named: true });
    assert.equal(errorsOf({ ...found, timed: new Map() }, ["x"], true)(at, at + 60), undefined);
    assert.deepEqual(errorsOf(found, ["other"], true)(at, at + 60), {
      counts: { "tokens-a-minute": 1 },
      timed: true,
      named: true,
    });
    assert.equal(
      errorsOf(found, ["other"], false)(at, at + 60)?.named,
      false,
      "of several targets it may be another's",
    );
    assert.equal(own(at + 600, at + 660), undefined, "ten minutes later it says nothing");
    assert.deepEqual([...errorMinutes(found, ["abc123def456"])], [[minute, 1]]);
  });

  it("take an error's time from the lines before it, and none from too far away", async () => {
    const trace = [
      "2026-11-26T14:05:11Z ERROR request failed",
      "Traceback (most recent call last):",
      ...Array(20).fill("  File x"),
    ];
    const found = await read([...trace, `ThrottlingException: ${tokens}`].join("\n"));
    assert.deepEqual([...found.timed.get("")!.keys()], [minute]);
    const far = await read([trace[0], ...Array(200).fill("  x"), `ThrottlingException: ${tokens}`].join("\n"));
    assert.deepEqual(far.untimed.get(""), { "tokens-a-minute": 1 });
  });

  it("may be packed, empty, binary, or of other languages, and are never held whole", async () => {
    const line = `2026-11-26T14:05:11Z ThrottlingException: ${tokens}\n`;
    assert.equal((await read(gzipSync(line.repeat(5_000)))).errors, 5_000);
    assert.equal((await read("")).errors, 0);
    assert.equal((await read(Buffer.from(`\ufeff${line.replaceAll("\n", "\r\n")}`, "utf16le"))).errors, 1);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), async (bytes) => {
        await read(Buffer.from([0, ...bytes]));
      }),
    );
  });

  it("that end in the middle say so, and what to do", async () => {
    const cut = gzipSync("x\n".repeat(10_000)).subarray(0, 30);
    await assert.rejects(
      read(cut),
      (error) => error instanceof UserError && /app\.log.*copy it anew/.test(error.message),
    );
  });
});
