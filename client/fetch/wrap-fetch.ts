import type { Begin, Hold } from "../words.ts";
import { callOf } from "./call.ts";
import { watchBody } from "./watch-body.ts";

export type Fetch = typeof globalThis.fetch;

/** `fetch` that counts requests to models and passes all others on. */
export function wrapFetch(begin: Begin, inner: Fetch): Fetch {
  return async (input, init) => {
    const hold = beginQuietly(begin, input, init);
    if (!hold) return inner(input, init);
    let response: Response;
    try {
      response = await inner(input, init);
    } catch (error) {
      hold.settle({ throttled: false });
      throw error;
    }
    if (response.ok) return watchBody(response, hold);
    hold.settle({ throttled: isThrottled(response) });
    return response;
  };
}

function beginQuietly(begin: Begin, input: Parameters<Fetch>[0], init: Parameters<Fetch>[1]): Hold | undefined {
  try {
    const request = typeof input === "object" && "url" in input ? input : undefined;
    const url = new URL(request ? request.url : String(input));
    // The body of a Request can be read only once, by whoever sends it.
    const call = callOf(url, init?.method ?? request?.method ?? "GET", init?.body);
    return call && begin(call.series, call.maxTokens);
  } catch {
    // What can't be counted must still be called.
    return undefined;
  }
}

/** Status 429 is a quota's; where Bedrock names the error it is also that of a model that isn't ready. */
function isThrottled({ status, headers }: Response): boolean {
  const name = headers.get("x-amzn-errortype");
  return status === 429 && (name === null || name.startsWith("ThrottlingException"));
}
