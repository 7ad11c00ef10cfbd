/** What became of one request to a webhook. */
export type Posted =
  | { done: true; status: number }
  | {
      done: false;
      /** never holds the URL, nor an answer's text but for a short code */
      why: string;
      /** whether the same request may do better later */
      again: boolean;
      /** milliseconds that the service wants to be left alone for */
      wait?: number;
      /** the URL itself is refused: it was revoked, or exchanged */
      refused: boolean;
    };

/** One request, milliseconds. */
const longestTry = 8_000;

/**
 * Sends a message to a webhook. A redirect is not followed: the URL is the password, and where it leads is not known.
 * @param signal ends it with the run
 */
export async function post(fetcher: typeof fetch, url: string, body: string, signal: AbortSignal): Promise<Posted> {
  try {
    const response = await fetcher(url, {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8", "user-agent": "bedrock-headroom" },
      body,
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(longestTry)]),
    });
    const answer = await response.text();
    return judged(response.status, answer, response.headers.get("retry-after"));
  } catch (error) {
    return failed(`no answer (${codeOf(error)})`, { again: true });
  }
}

function judged(given: number, answer: string, retryAfter: string | null): Posted {
  // Incoming webhooks of old answer 200 and put the trouble into the text:
  // learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using, "Rate limiting"
  const inText = given === 200 ? /returned HTTP error (\d{3})/.exec(answer)?.[1] : undefined;
  const status = inText === undefined ? given : Number(inText);
  if (status >= 200 && status < 300) return { done: true, status };
  // Slack's codes, e.g. no_service, invalid_payload; any other text may repeat what must not be logged.
  const code = /^[a-z_]{1,60}$/.test(answer) ? `: ${answer}` : "";
  const why = `HTTP ${status}${code}`;
  if (status >= 300 && status < 400) return failed(`${why}, a redirect, which is not followed`);
  const wait = waitOf(retryAfter);
  return failed(why, {
    again: status === 408 || status === 429 || status >= 500,
    refused: [401, 403, 404, 410].includes(status),
    ...(wait !== undefined && { wait }),
  });
}

const failed = (why: string, more: Partial<Extract<Posted, { done: false }>> = {}): Posted => ({
  done: false,
  why,
  again: false,
  refused: false,
  ...more,
});

/** Seconds, or a date. RFC 9110, 10.2.3 */
function waitOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - Date.now()) / 1_000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds * 1_000);
}

/** fetch's own messages can hold the URL; the code of what was below cannot. */
function codeOf(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { code?: unknown } };
  return typeof cause?.code === "string" ? cause.code : name === "TimeoutError" ? "timeout" : (name ?? "error");
}
