import { h } from "../../browser/element.ts";
import { counted } from "../../charts/format.ts";
import { isInAws, type PreviewResource, type StackPreview } from "../data.ts";
import type { Panel } from "./moment.ts";

/** What `pulumi up` would create, as a tree of components, and how many of each kind. */
export function resourcesPanel({ resources, stack }: StackPreview): Panel {
  const children = Map.groupBy(resources, ({ parent }) => parent ?? "");
  const created = resources.filter(isInAws);
  const byType = [...Map.groupBy(created, ({ type }) => type)].sort(([, a], [, b]) => b.length - a.length);

  const branch = (resource: PreviewResource, depth: number): HTMLElement => {
    const below = children.get(resource.urn) ?? [];
    const label = [
      h("span", { class: isInAws(resource) ? "type" : "type type-component" }, shortType(resource.type)),
      h("span", { class: "resource-name" }, resource.name),
      resource.physicalName !== undefined && h("span", { class: "muted" }, resource.physicalName),
      resource.note !== undefined && h("span", { class: "muted" }, resource.note),
    ];
    if (below.length === 0) return h("li", { class: "leaf" }, label);
    const sorted = below.toSorted((a, b) => order(a, children) - order(b, children) || a.name.localeCompare(b.name));
    return h(
      "li",
      {},
      h(
        "details",
        { open: depth < 2 },
        h("summary", {}, label, h("span", { class: "count" }, String(below.length))),
        h(
          "ul",
          {},
          sorted.map((child) => branch(child, depth + 1)),
        ),
      ),
    );
  };

  return {
    element: h(
      "div",
      { class: "columns" },
      h(
        "section",
        { class: "card" },
        h("h2", {}, "By kind"),
        h(
          "p",
          { class: "muted" },
          `${counted(created.length, "resource")} in AWS, in ${counted(resources.length - created.length - 1, "component")}`,
        ),
        h(
          "table",
          { class: "plain-table" },
          h(
            "thead",
            {},
            h("tr", {}, h("th", { scope: "col" }, "Kind"), h("th", { scope: "col", class: "number" }, "Number")),
          ),
          h(
            "tbody",
            {},
            byType.map(([type, all]) =>
              h("tr", {}, h("th", { scope: "row" }, shortType(type)), h("td", { class: "number" }, String(all.length))),
            ),
          ),
        ),
      ),
      h(
        "section",
        { class: "card card-wide" },
        h("h2", {}, "By component"),
        h("p", { class: "muted" }, `What the program asked Pulumi for, run as it is for stack ${stack}.`),
        h(
          "ul",
          { class: "tree" },
          (children.get("") ?? []).map((root) => branch(root, 0)),
        ),
      ),
    ),
    show: () => {},
  };
}

/** Components first. */
const order = (resource: PreviewResource, children: ReadonlyMap<string, unknown>): number =>
  children.has(resource.urn) ? 0 : 1;

/** `aws:cloudwatch/metricAlarm:MetricAlarm` is cloudwatch MetricAlarm; a component is its own name. */
function shortType(type: string): string {
  const [vendor = "", path = "", name = ""] = type.split(":");
  return vendor === "aws" ? `${path.split("/")[0]} ${name}` : name;
}
