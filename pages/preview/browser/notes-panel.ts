import { kindLabels } from "../../../words/words.ts";
import { h } from "../../browser/element.ts";
import { amount, counted } from "../../charts/format.ts";
import { type StackPreview, targetKey } from "../data.ts";
import type { Panel } from "./moment.ts";

/** What deserves a look, what each target's quotas are, and what the simulation takes for granted. */
export function notesPanel(stack: StackPreview): Panel {
  return {
    element: h(
      "div",
      { class: "columns" },
      h("section", { class: "card card-wide" }, h("h2", {}, "Quotas of each target"), quotaTable(stack)),
      h("section", { class: "card" }, warnings(stack), gaps(stack), assumptions()),
    ),
    show: () => {},
  };
}

function quotaTable(stack: StackPreview): HTMLElement {
  const { plan, labels, quotaDefaults } = stack;
  const multipliers = new Map(
    plan.feed.quotas.map(({ code, modelId, multiplier }) => [`${code} ${modelId}`, multiplier]),
  );
  const rows = plan.targets.flatMap((target) => {
    const label = labels[targetKey(target)] ?? targetKey(target);
    const own = target.quotas.map(({ kind, code, name }) => {
      const known = quotaDefaults[code];
      const multiplier = multipliers.get(`${code} ${target.monitoredIds[0]}`) ?? 1;
      return h(
        "tr",
        {},
        h("th", { scope: "row" }, label),
        h("td", {}, kindLabels[kind], multiplier === 2 && " (doubled for cross-Region calls)"),
        h("td", { class: "number" }, known ? amount(known.value * multiplier) : "unknown"),
        h("td", { class: "source" }, h("code", {}, code), ` ${name}`),
      );
    });
    const missing = target.missingKinds.map((kind) =>
      h(
        "tr",
        { class: "is-missing" },
        h("th", { scope: "row" }, label),
        h("td", {}, kindLabels[kind]),
        h("td", { class: "number" }, "none"),
        h("td", { class: "source" }, "No quota of this kind: no alarm, charts only."),
      ),
    );
    return [...own, ...missing];
  });
  return h(
    "div",
    {},
    h("p", { class: "muted" }, provenance(stack)),
    h(
      "div",
      { class: "table-frame", tabindex: 0, role: "group", "aria-label": "Quotas" },
      h(
        "table",
        { class: "plain-table" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            h("th", { scope: "col" }, "Target"),
            h("th", { scope: "col" }, "Limit"),
            h("th", { scope: "col", class: "number" }, "AWS default"),
            h("th", { scope: "col" }, "Service Quotas entry"),
          ),
        ),
        h("tbody", {}, rows),
      ),
    ),
  );
}

/** Where the default values come from, e.g. "us-east-1, read 2026-09-25". */
function provenance({ quotaDefaults, plan }: StackPreview): string {
  const read = new Set(
    Object.values(quotaDefaults).map(({ region, readAt }) =>
      [region ?? "a Region not told", readAt && `read ${readAt}`].filter(Boolean).join(", "),
    ),
  );
  return `Values are AWS's defaults (${[...read].join("; ")}), not those of your account: the deployed stack reads the live ones every ${plan.feed.refreshMinutes} minutes.`;
}

function warnings({ warnings: all }: StackPreview): HTMLElement {
  return h(
    "div",
    {},
    h("h2", {}, "Warnings"),
    all.length === 0
      ? h("p", {}, "None.")
      : h(
          "ul",
          { class: "warnings" },
          all.map((warning) => h("li", {}, warning)),
        ),
  );
}

function gaps({ plan }: StackPreview): HTMLElement {
  const lacking = plan.targets.filter(({ missingKinds }) => missingKinds.length > 0);
  return h(
    "div",
    {},
    h("h2", {}, "Limits without a quota"),
    h(
      "p",
      {},
      lacking.length === 0
        ? "Every target has a quota of every kind one expects."
        : `${counted(lacking.length, "target")} of ${plan.targets.length} ${lacking.length === 1 ? "lacks" : "lack"} a quota of some kind. `,
      lacking.length > 0 &&
        "For newer models that is normal: AWS gives them no quota on requests per minute. What has no quota can't be near it, so there is no percentage and no alarm; its use is still charted.",
    ),
  );
}

const assumptions = (): HTMLElement =>
  h(
    "div",
    {},
    h("h2", {}, "What the simulation takes for granted"),
    h(
      "ul",
      {},
      h(
        "li",
        {},
        "The traffic is made up, from the shares you choose; it begins at 0:00, with nothing before. The same choice always gives the same numbers.",
      ),
      h(
        "li",
        {},
        "Quotas have AWS's default values; where no default is known, nothing can be told of the alarms. A target without a quota on tokens or requests has no traffic here, since there is nothing to take a share of.",
      ),
      h(
        "li",
        {},
        "Metrics arrive at once. CloudWatch shows Bedrock's a minute or two late, and alarms fire as much later.",
      ),
      h("li", {}, "Daily alarms look back over 24 hours, of which only the simulated ones have traffic."),
      h("li", {}, "Anomaly alarms can't be told: CloudWatch learns their band from weeks of real latency."),
      h("li", {}, "Alarms were OK before 0:00."),
    ),
  );
