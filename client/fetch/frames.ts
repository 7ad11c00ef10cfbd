/** Takes the bytes of a body as they come, in pieces of whatever length. */
export interface PieceReader {
  push(bytes: Uint8Array): void;
}

/** Bedrock's messages and events are far below this; what is longer is none. */
const maxFrame = 16 * 1024 * 1024;

const viewOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/**
 * Cuts application/vnd.amazon.eventstream into messages (Smithy's encoding: lengths of the message and of its headers,
 * 4 bytes each, and a checksum, then headers, payload and a checksum). Checksums are the reader's business, not ours.
 * At anything that is no message it stops listening.
 * @param payload gets each message's payload, a character for each byte
 */
export function frameReader(payload: (text: string) => void): PieceReader {
  let rest: Buffer = Buffer.alloc(0);
  let isLost = false;
  return {
    push(bytes) {
      if (isLost) return;
      rest = rest.length === 0 ? viewOf(bytes) : Buffer.concat([rest, viewOf(bytes)]);
      while (rest.length >= 12) {
        const length = rest.readUInt32BE(0);
        const headers = rest.readUInt32BE(4);
        isLost = length > maxFrame || length < headers + 16;
        if (isLost) {
          rest = Buffer.alloc(0);
          return;
        }
        if (rest.length < length) return;
        payload(rest.toString("latin1", 12 + headers, length - 4));
        rest = rest.subarray(length);
      }
    },
  };
}

/** Cuts server-sent events into their lines of data. */
export function dataReader(data: (text: string) => void): PieceReader {
  let rest = "";
  return {
    push(bytes) {
      const lines = (rest + viewOf(bytes).toString("latin1")).split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > maxFrame) rest = "";
      for (const line of lines) if (line.startsWith("data:")) data(line.slice(5).trim());
    },
  };
}
