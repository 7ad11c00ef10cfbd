import { buildPage } from "../build-page.ts";

/** The page of `npm run local`, which its server sends; see `LocalState` for what it shows. */
export const localPage = (stack: string): Promise<string> =>
  buildPage({
    title: `Bedrock headroom: ${stack}, on this machine`,
    page: "local",
    data: null,
    noScript: "This page shows live values with JavaScript: allow it to run.",
    served: true,
  });
