import { crc32 } from "node:zlib";

/** One message of an event stream (application/vnd.amazon.eventstream). */
export interface EventMessage {
  /** e.g. ":event-type": "metadata" */
  headers: Readonly<Record<string, string>>;
  payload: Uint8Array;
}

/** Smithy's encoding of event streams: type 7 is a string, with a length of two bytes. */
const stringType = 7;

/** The bytes of a message: lengths and their checksum, headers, payload, checksum of it all. */
export function encodeMessage({ headers, payload }: EventMessage): Buffer {
  const head = Buffer.concat(
    Object.entries(headers).map(([name, value]) => {
      const text = Buffer.from(value);
      const bytes = Buffer.alloc(1 + name.length + 3);
      bytes.writeUInt8(name.length, 0);
      bytes.write(name, 1, "latin1");
      bytes.writeUInt8(stringType, 1 + name.length);
      bytes.writeUInt16BE(text.length, 2 + name.length);
      return Buffer.concat([bytes, text]);
    }),
  );
  const length = 12 + head.length + payload.length + 4;
  const prelude = Buffer.alloc(12);
  prelude.writeUInt32BE(length, 0);
  prelude.writeUInt32BE(head.length, 4);
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8);
  const whole = Buffer.concat([prelude, head, payload, Buffer.alloc(4)], length);
  whole.writeUInt32BE(crc32(whole.subarray(0, length - 4)), length - 4);
  return whole;
}

/** An event with a JSON payload. */
export const jsonEvent = (type: string, payload: unknown): Buffer =>
  encodeMessage({
    headers: { ":event-type": type, ":content-type": "application/json", ":message-type": "event" },
    payload: Buffer.from(JSON.stringify(payload)),
  });

/** An exception inside a stream, after its status was already 200. */
export const exceptionEvent = (type: string, message: string): Buffer =>
  encodeMessage({
    headers: { ":exception-type": type, ":content-type": "application/json", ":message-type": "exception" },
    payload: Buffer.from(JSON.stringify({ message })),
  });
