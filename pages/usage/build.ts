import type { UsageDocument } from "../../monitoring/report/document.ts";
import { buildPage } from "../build-page.ts";
import { pageDataOf } from "./data.ts";

/** The usage report's page: one file, to be opened from anywhere. */
export function usagePage(document: UsageDocument): Promise<string> {
  const { data, later } = pageDataOf(document);
  return buildPage({
    title: `Bedrock usage in ${document.region}, ${document.window.start.slice(0, 10)} to ${document.window.end.slice(0, 10)}`,
    page: "usage",
    data,
    later,
    noScript: "This page draws its charts with JavaScript, all of which is in this file: allow it to run.",
  });
}
