import type { Severity } from "../../../monitoring/report/document.ts";
import { h } from "../../browser/element.ts";

/** How severities are written. */
export const severityNames: Readonly<Record<Severity, string>> = {
  ok: "OK",
  warning: "Warning",
  critical: "Critical",
  unknown: "Cannot tell",
};

export const severityBadge = (severity: Severity): HTMLElement =>
  h("span", { class: `badge severity-${severity}` }, severityNames[severity]);
