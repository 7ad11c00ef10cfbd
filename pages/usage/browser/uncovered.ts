import { h } from "../../browser/element.ts";
import { amount } from "../../charts/format.ts";
import { type PageContext, sectionId } from "./page.ts";

/** What is in use and not watched: targets that no stack file covers, and ids that belong to no target. */
export function uncovered({ document: report, targets }: PageContext): HTMLElement | false {
  const missing = targets.map((target, index) => ({ target, index })).filter(({ target }) => target.inStack === false);
  const { unassigned, crossModelDaily, lacking } = report;
  if (missing.length === 0 && lacking.length === 0 && unassigned.length === 0 && !crossModelDaily) return false;
  return h(
    "section",
    { class: "card uncovered", "aria-label": "What is not watched" },
    missing.length > 0 && [
      h("h2", {}, "In use, and in no stack file"),
      h(
        "p",
        { class: "muted" },
        `Nothing warns of these: the stacks here for ${report.region} are ${report.stacks.join(", ")}.`,
      ),
      h(
        "ul",
        { class: "chips" },
        missing.map(({ target, index }) =>
          h(
            "li",
            {},
            h("a", { href: `#${sectionId(index)}` }, target.name),
            h("code", {}, target.modelId),
            h("span", { class: "muted" }, target.scope),
          ),
        ),
      ),
    ],
    lacking.flatMap(({ stack, yaml }) => [
      h("h2", {}, `Pulumi.${stack}.yaml lacks`),
      h("p", { class: "muted" }, "For its list of models; headroom usage --fix writes it there."),
      h(
        "pre",
        { class: "table-frame", tabindex: 0, role: "group", "aria-label": `Lines for Pulumi.${stack}.yaml` },
        yaml,
      ),
    ]),
    unassigned.length > 0 && [
      h("h2", {}, "Traffic that belongs to no target"),
      h(
        "div",
        { class: "table-frame", tabindex: 0, role: "group", "aria-label": "Traffic that belongs to no target" },
        h(
          "table",
          { class: "plain-table" },
          h(
            "thead",
            {},
            h(
              "tr",
              {},
              h("th", { scope: "col" }, "Id"),
              h("th", { scope: "col" }, "Why"),
              h("th", { scope: "col", class: "number" }, "Invocations"),
            ),
          ),
          h(
            "tbody",
            {},
            unassigned.map(({ id, why, invocations }) =>
              h(
                "tr",
                {},
                h("td", {}, h("code", {}, id)),
                h("td", {}, why),
                h("td", { class: "number" }, amount(invocations)),
              ),
            ),
          ),
        ),
      ),
    ],
    crossModelDaily && [
      h("h2", {}, crossModelDaily.name),
      h(
        "p",
        {},
        crossModelDaily.origin === "none"
          ? `${crossModelDaily.code}: not in this account. `
          : `${crossModelDaily.code}: applied ${valueText(crossModelDaily.applied)}, default ${valueText(crossModelDaily.default)}. `,
        h("span", { class: "muted" }, "It is weighted by price, so no metric tells how much of it is used."),
      ),
    ],
  );
}

const valueText = (value: number | null): string => (value === null ? "not known" : amount(value));
