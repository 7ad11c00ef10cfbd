import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";

/** A record is smaller: Bedrock moves bodies over about 100 KB out of it (User Guide, model-invocation-logging). */
const longestLine = 32 << 20;
const newline = 0x0a;

/** A line, or what couldn't be one: longer than any record is. */
export type Line = { text: string } | { tooLong: true };

/** Unpacks what begins as gzip does, whatever it is named; several members after each other are one. */
export async function* unpacked(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const iterator = bytes[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  while (head.length < 2) {
    const { done, value } = await iterator.next();
    if (done) break;
    head = head.length === 0 ? value : Buffer.concat([head, value]);
  }
  const whole = chained(head, iterator);
  if (head[0] !== 0x1f || head[1] !== 0x8b) return yield* whole;
  const from = Readable.from(whole, { objectMode: false });
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  from.on("error", (error) => gunzip.destroy(error));
  yield* from.pipe(gunzip) as AsyncIterable<Buffer>;
}

async function* chained(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

/** Lines, without holding more than one of them. */
export async function* linesOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<Line[]> {
  let parts: Buffer[] = [];
  let length = 0;
  let isTooLong = false;
  const endLine = (last: Buffer): Line => {
    const line: Line = isTooLong
      ? { tooLong: true }
      : { text: parts.length === 0 ? last.toString("utf8") : Buffer.concat([...parts, last]).toString("utf8") };
    parts = [];
    length = 0;
    isTooLong = false;
    return line;
  };
  for await (const chunk of bytes) {
    const lines: Line[] = [];
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      lines.push(endLine(chunk.subarray(from, end)));
      from = end + 1;
    }
    const rest = chunk.subarray(from);
    length += rest.length;
    if (length > longestLine) {
      isTooLong = true;
      parts = [];
    } else if (rest.length > 0) parts.push(rest);
    if (lines.length > 0) yield lines;
  }
  if (length > 0) yield [endLine(Buffer.alloc(0))];
}
