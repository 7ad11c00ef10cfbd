import { bodyUsage } from "../read/body-usage.ts";
import { chunkReader } from "../read/invoke.ts";
import { parsed } from "../read/skim.ts";
import type { Usage } from "../words.ts";
import { dataReader, frameReader, type PieceReader } from "./frames.ts";

/** Sees an answer's bytes as they pass, and what they say of its usage. */
export interface AnswerReader extends PieceReader {
  usage(): Usage | undefined;
}

/** Bytes of a JSON answer that are kept to find its usage, which stands at the end; of a longer one it isn't known. */
const maxJson = 8 * 1024 * 1024;

export function answerReader(contentType: string): AnswerReader {
  const chunks = chunkReader();
  if (contentType.includes("vnd.amazon.eventstream"))
    return { push: frameReader((payload) => chunks.read(chunkText(payload))).push, usage: chunks.usage };
  if (contentType.includes("text/event-stream")) return { push: dataReader(chunks.read).push, usage: chunks.usage };
  return jsonReader();
}

function jsonReader(): AnswerReader {
  let kept: Uint8Array[] = [];
  let size = 0;
  return {
    push(bytes) {
      size += bytes.length;
      if (size <= maxJson) kept.push(bytes);
      else kept = [];
    },
    usage: () => bodyUsage(Buffer.concat(kept)),
  };
}

/** The JSON that an event of InvokeModelWithResponseStream carries: `{"bytes": "…"}` in base64. Others carry it as it is. */
function chunkText(payload: string): string {
  if (!payload.includes('"bytes"')) return payload;
  const bytes = (parsed(payload) as { bytes?: unknown } | undefined)?.bytes;
  return typeof bytes === "string" ? Buffer.from(bytes, "base64").toString("latin1") : payload;
}
