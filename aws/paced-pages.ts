import { pause } from "./pause.ts";

/** Pages of a list that has an end: eight times those of the longest one seen (1,123 quotas). */
const mostPages = 100;

/**
 * The pages of one of Service Quotas' lists, begun no faster than its API allows.
 * @param interval milliseconds between the starts of two pages
 * @throws an error when the list has no end; whatever reading a page throws
 */
export async function* pacedPages<Page extends { NextToken?: string | undefined }>(
  pages: AsyncIterable<Page>,
  interval: number,
  abortSignal: AbortSignal | undefined,
): AsyncGenerator<Page> {
  const tokens = new Set<string>();
  let started = Date.now();
  for await (const page of pages) {
    yield page;
    const { NextToken: token } = page;
    if (token === undefined) return;
    if (tokens.has(token) || tokens.size >= mostPages)
      throw new Error("Service Quotas repeats a page of its list: it would have no end");
    tokens.add(token);
    const early = started + interval - Date.now();
    if (early > 0) await pause(early, abortSignal);
    started = Date.now();
  }
}
