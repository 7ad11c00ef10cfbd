import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { type ErrorsOwner, errorMinutes, errorsOf } from "../../cli/diagnose/errors-of.ts";
import { timeIn } from "../../cli/diagnose/line-time.ts";
import { type ReadErrors, readErrors } from "../../cli/diagnose/read-errors.ts";
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
      "S3: ServiceUnavailable: Please reduce your request rate.",
      "Rate limit reached for another provider's model on tokens per day (TPD): Limit 100000",
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

const timedOf = ({ said }: ReadErrors, id: string) =>
  [...said.values()].find((one) => one.id === id)?.timed ?? new Map<number, object>();
const owner = (ids: string[], more: Partial<ErrorsOwner> = {}): ErrorsOwner => ({
  ...{ ids, region: "us-east-1", isOnlyRegion: true, isOnly: true, shared: new Set<string>() },
  ...more,
});

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
      [...found.said.values()].map(({ id }) => id),
      ["us.anthropic.claude-opus-5", "abc123def456", "", "anthropic.claude-opus-5"],
    );
    assert.deepEqual(timedOf(found, "us.anthropic.claude-opus-5").get(minute), { "tokens-a-minute": 1 });
    const own = errorsOf(found, owner(["us.anthropic.claude-opus-5"], { isOnly: false }));
    assert.deepEqual(own(at - 600, at + 60), { counts: { "tokens-a-minute": 1 }, timed: true, named: true });
    assert.equal(errorsOf({ ...found, said: new Map() }, owner(["x"]))(at, at + 60), undefined);
    assert.deepEqual(errorsOf(found, owner(["other"]))(at, at + 60), {
      counts: { "tokens-a-minute": 1 },
      timed: true,
      named: true,
    });
    assert.equal(
      errorsOf(found, owner(["other"], { isOnly: false }))(at, at + 60)?.named,
      false,
      "of several targets it may be another's",
    );
    assert.equal(own(at + 600, at + 660), undefined, "ten minutes later it says nothing");
    assert.deepEqual([...errorMinutes(found, owner(["abc123def456"]))], [[minute, 1]]);
  });

  it("are of the Region that a line names, and of nobody's for sure where several models or Regions are at hand", async () => {
    const line = (about: string) => `2026-11-26T14:05:11Z ThrottlingException: ${tokens} ${about}`;
    const opus = "us.anthropic.claude-opus-5";
    const evidence = async (about: string, more: Partial<ErrorsOwner> = {}) =>
      errorsOf(await read(line(about)), owner([opus, "abc123def456"], more))(at, at + 60);
    assert.equal(
      await evidence(`https://bedrock-runtime.us-west-2.amazonaws.com/model/${opus}/converse`),
      undefined,
      "another Region's",
    );
    assert.equal(
      (await evidence(`https://bedrock-runtime.us-east-1.amazonaws.com/model/${opus}/converse`))?.named,
      true,
    );
    assert.equal((await evidence(opus))?.named, true);
    assert.equal((await evidence(opus, { isOnlyRegion: false }))?.named, false);
    assert.equal((await evidence(`us-east-1 ${opus}`, { isOnlyRegion: false }))?.named, true);
    assert.equal(
      (await evidence(`${opus}: falling back to us.anthropic.claude-sonnet-5`, { isOnly: false }))?.named,
      false,
    );
    assert.equal(
      (await evidence(`${opus} application-inference-profile/abc123def456`, { isOnly: false }))?.named,
      true,
    );
    assert.equal(
      (await evidence(opus, { shared: new Set([opus]), isOnly: false }))?.named,
      false,
      "mantle has the id, too",
    );
    const arn = owner(["arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0"], { isOnly: false });
    assert.equal(errorsOf(await read(line("amazon.nova-pro-v1:0")), arn)(at, at + 60)?.named, true);
    assert.equal(errorMinutes(await read(line(opus)), owner([opus], { shared: new Set([opus]) })).size, 0);
  });

  it("of CloudTrail hold all records in a line, each with a time of its own beside its session's", async () => {
    const record = (clock: string, errorCode: string, errorMessage: string, modelId: string) => ({
      userIdentity: { sessionContext: { attributes: { creationDate: "2026-11-26T09:00:00Z" } } },
      ...{ eventTime: `2026-11-26T${clock}Z`, eventSource: "bedrock.amazonaws.com", awsRegion: "us-east-1" },
      ...{ errorCode, errorMessage, requestParameters: { modelId } },
    });
    const found = await read(
      JSON.stringify({
        Records: [
          record("14:05:11", "ThrottlingException", tokens, "us.anthropic.claude-opus-5"),
          record("14:07:00", "ThrottlingException", requests, "amazon.nova-pro-v1:0"),
        ],
      }),
    );
    assert.equal(found.errors, 2);
    assert.deepEqual(Object.fromEntries(timedOf(found, "us.anthropic.claude-opus-5")), {
      [minute]: { "tokens-a-minute": 1 },
    });
    assert.deepEqual(Object.fromEntries(timedOf(found, "amazon.nova-pro-v1:0")), {
      [minute + 2]: { "requests-a-minute": 1 },
    });
  });

  it("of Windows are read: line ends, and UTF-16 with its mark", async () => {
    const text = `2026-11-26T14:05:11Z ThrottlingException: ${tokens} us.anthropic.claude-opus-5\r\nsomething else\r\n`;
    for (const bytes of [
      Buffer.from(text),
      Buffer.from(`\uFEFF${text}`, "utf16le"),
      Buffer.from(`\uFEFF${text}`, "utf16le").swap16(),
    ])
      assert.deepEqual([...timedOf(await read(bytes), "us.anthropic.claude-opus-5").keys()], [minute]);
  });

  it("take no date from before a line that has a time of its own without one", async () => {
    const found = await read(`2026-11-26T00:00:00Z starting\n14:05:11 ERROR ThrottlingException: ${tokens}`);
    assert.equal(timedOf(found, "").size, 0);
    assert.deepEqual(found.said.get(" ")?.untimed, { "tokens-a-minute": 1 });
  });

  it("take an error's time from the lines before it, and none from too far away", async () => {
    const trace = [
      "2026-11-26T14:05:11Z ERROR request failed",
      "Traceback (most recent call last):",
      ...Array(20).fill("  File x"),
    ];
    const found = await read([...trace, `ThrottlingException: ${tokens}`].join("\n"));
    assert.deepEqual([...timedOf(found, "").keys()], [minute]);
    const far = await read([trace[0], ...Array(200).fill("  x"), `ThrottlingException: ${tokens}`].join("\n"));
    assert.deepEqual(far.said.get(" ")?.untimed, { "tokens-a-minute": 1 });
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
