import { buildPage } from "../build-page.ts";
import type { PreviewData } from "./data.ts";

/** The preview's page: one file, to be opened from anywhere. */
export const previewPage = (data: PreviewData): Promise<string> =>
  buildPage({
    title: `Bedrock headroom: preview of ${data.stacks.map(({ stack }) => stack).join(", ")}`,
    page: "preview",
    data,
    noScript: "This page draws its charts with JavaScript, all of which is in this file: allow it to run.",
  });
