import { h } from "../../browser/element.ts";
import { counted } from "../../charts/format.ts";
import type { PageContext } from "./page.ts";

/** What could not be read, before anything else: the figures below are not whole. */
export function troubles({ document: { incomplete } }: PageContext): HTMLElement | false {
  if (incomplete.length === 0) return false;
  return h(
    "section",
    { class: "card troubles", "aria-labelledby": "troubles" },
    h("h2", { id: "troubles" }, `This report is not whole: ${counted(incomplete.length, "thing")} could not be read`),
    h(
      "ul",
      { class: "list" },
      incomplete.map(({ what, why, effect }) =>
        h("li", {}, h("strong", {}, what), `: ${why}. `, h("span", { class: "muted" }, effect)),
      ),
    ),
  );
}
