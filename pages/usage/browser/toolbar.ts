import { h } from "../../browser/element.ts";
import { counted } from "../../charts/format.ts";
import type { PageContext } from "./page.ts";

export interface Tools {
  filter(shown: (target: number) => boolean): void;
  countIdle(counted: boolean): void;
}

/** What is shown of the targets, and how idle minutes count. Stays in sight. */
export function toolbar({ targets }: PageContext, { filter, countIdle }: Tools): HTMLElement {
  const texts = targets.map(({ name, modelId, scope, provider, perProfile }) =>
    [name, modelId, scope, provider, ...perProfile.flatMap((one) => [one.id, one.name])].join(" ").toLowerCase(),
  );
  const found = h("span", { class: "muted", role: "status" });
  const search = h("input", {
    type: "search",
    placeholder: "Filter: model, scope, profile",
    "aria-label": "Filter targets by model, scope or profile",
    oninput: apply,
  });
  const worst = h("input", { type: "checkbox", onchange: apply });
  const idle = h("input", { type: "checkbox", onchange: () => countIdle(idle.checked) });
  function apply(): void {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const shown = targets.map(
      ({ severity }, index) =>
        words.every((word) => texts[index]!.includes(word)) && (!worst.checked || severity !== "ok"),
    );
    filter((index) => shown[index] ?? false);
    const number = shown.filter(Boolean).length;
    found.textContent = number === targets.length ? "" : `${number} of ${counted(targets.length, "target")}`;
  }
  return h(
    "div",
    { class: "toolbar", role: "search" },
    search,
    h("label", { class: "check" }, worst, "Only what is not OK"),
    h(
      "label",
      { class: "check", title: "In the tables: mean and percentiles over every minute of the window" },
      idle,
      "Count idle minutes as 0",
    ),
    found,
    h("a", { class: "to-top", href: "#overview" }, "Overview"),
  );
}
