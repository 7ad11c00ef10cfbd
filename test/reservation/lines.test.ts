import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { type Line, linesOf, unpacked } from "../../cli/reservation/lines.ts";
import { contentOf } from "../../cli/reservation/records.ts";
import { loggedRequest } from "../../monitoring/reservation/logged-request.ts";
import { logRecord } from "./log-record.ts";

async function linesIn(chunks: readonly Buffer[]): Promise<Line[]> {
  const all: Line[] = [];
  for await (const lines of linesOf(unpacked(Readable.from(chunks)))) all.push(...lines);
  return all;
}

const cut = (bytes: Buffer, sizes: readonly number[]): Buffer[] => {
  const chunks: Buffer[] = [];
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const size = sizes[n % sizes.length]!;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
};

describe("lines of logs", () => {
  it("are the same however their bytes come, packed in members or not", async () => {
    const lines = fc.array(fc.string({ unit: fc.constantFrom("a", "é", "🙂", "\r", "{") }), { minLength: 1 });
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(lines, sizes, fc.boolean(), async (texts, parts, isPacked) => {
        const members = texts.map((text) => Buffer.from(`${text}\n`));
        const bytes = Buffer.concat(isPacked ? members.map((one) => gzipSync(one)) : members);
        assert.deepEqual(
          await linesIn(cut(bytes, parts)),
          texts.map((text) => ({ text })),
        );
      }),
    );
  });

  it("need no end of line at the end, and are told when they are longer than a record can be", async () => {
    assert.deepEqual(await linesIn([Buffer.from("a\nb")]), [{ text: "a" }, { text: "b" }]);
    const long = Array.from({ length: 40 }, () => Buffer.alloc(1 << 20, "x"));
    assert.deepEqual(await linesIn([...long, Buffer.from("\nnext\n")]), [{ tooLong: true }, { text: "next" }]);
  });

  it("fail where packed bytes end too early or are damaged", async () => {
    const packed = gzipSync(Buffer.from("text\n".repeat(1_000)));
    await assert.rejects(linesIn([packed.subarray(0, packed.length - 9)]), { code: "Z_BUF_ERROR" });
    const damaged = Buffer.from(packed);
    damaged[12] = damaged[12]! ^ 0xff;
    await assert.rejects(linesIn([damaged]), { code: "Z_DATA_ERROR" });
  });
});

describe("what a line of a log holds", () => {
  const record = logRecord();
  const text = JSON.stringify(record);
  const found = (line: string): number | string => {
    const content = contentOf(line);
    return typeof content === "string" ? content : content.values.filter((value) => loggedRequest(value)).length;
  };
  const shapes: [what: string, line: string, expected: number | string][] = [
    ["a record as S3 has it", text, 1],
    ["an export of CloudWatch Logs", `2026-11-20T10:00:30.123Z ${text}`, 1],
    ["aws logs tail", `2026-11-20T10:00:30.123000+00:00 aws/bedrock/modelinvocations ${text}`, 1],
    ["a message", JSON.stringify({ timestamp: 1, message: text }), 1],
    ["a message of Logs Insights", JSON.stringify({ "@message": record }), 1],
    ["events in one line", JSON.stringify({ events: [{ message: text }, { message: text }] }), 2],
    ["what a subscription sends", JSON.stringify({ messageType: "DATA_MESSAGE", logEvents: [{ message: text }] }), 1],
    ["a list", JSON.stringify([record, record, record]), 3],
    ["a message in printed JSON", `      "message": ${JSON.stringify(text)},`, 1],
    ["what is around it", `      "timestamp": 1763632830000,`, "wrapper"],
    ["a bracket", "    },", "wrapper"],
    ["other JSON", `{"a":1}`, 0],
    ["a message of text", `{"message":"hello"}`, 0],
    ["nothing", "  ", "blank"],
    ["text", "hello", "text"],
    ["half a record", text.slice(0, 200), "corrupt"],
    ["half a record behind a time", `2026-11-20T10:00:30.123Z ${text.slice(0, 200)}`, "corrupt"],
  ];
  for (const [what, line, expected] of shapes) it(what, () => assert.equal(found(line), expected));
});
