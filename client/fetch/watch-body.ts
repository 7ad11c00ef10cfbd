import { headerUsage } from "../read/header-usage.ts";
import type { Hold } from "../words.ts";
import { answerReader } from "./answer-reader.ts";

/**
 * The same answer, whose body tells what passes. Nothing is read before its reader asks for it; who leaves it or doesn't
 * come to its end settles with what was seen.
 */
export function watchBody(response: Response, hold: Hold): Response {
  const { body, headers, status, statusText, url, redirected, type } = response;
  const fromHeaders = headerUsage((name) => headers.get(name));
  const seen = answerReader(headers.get("content-type") ?? "");
  const settle = () => {
    const usage = { ...fromHeaders, ...quietly(seen.usage) };
    hold.settle({ throttled: false, ...(Object.keys(usage).length > 0 && { usage }) });
  };
  if (!body) {
    settle();
    return response;
  }
  const reader = body.getReader();
  const watched = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (done) {
            settle();
            controller.close();
          } else {
            quietly(() => seen.push(value));
            controller.enqueue(value);
          }
        } catch (error) {
          settle();
          controller.error(error);
        }
      },
      async cancel(reason) {
        settle();
        await reader.cancel(reason);
      },
    },
    // Nothing is fetched ahead of who reads.
    { highWaterMark: 0 },
  );
  const same = new Response(watched, { status, statusText, headers });
  for (const [name, value] of Object.entries({ url, redirected, type })) Object.defineProperty(same, name, { value });
  return same;
}

function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    // A body of an unknown shape says nothing of usage.
    return undefined;
  }
}
