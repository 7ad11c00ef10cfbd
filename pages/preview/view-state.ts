import { parseTraffic } from "../../monitoring/simulation/traffic.ts";
import { simulatedMinutes } from "./scenario.ts";
import { openingTraffic } from "./traffic-choices.ts";

export const tabs = ["dashboards", "alarms", "resources", "cost", "notes"] as const;
export type Tab = (typeof tabs)[number];

/** Stands for the minute in which the first alarm comes on, until a simulation has told which that is. */
export const firstAlarm = "first alarm";

/** What the reader looks at. Traffic is written as `headroom simulate --traffic` takes it. */
export interface ViewState {
  stack: string;
  tab: Tab;
  traffic: string;
  /** targets with traffic of their own, by targetKey */
  targets: Readonly<Record<string, string>>;
  quotasHalve: boolean;
  /** every request asks for many tokens */
  largeAsks: boolean;
  publisherStops: boolean;
  /** the minute that states and single values are shown at; absent: the last one */
  minute?: number | typeof firstAlarm;
}

const isTab = (text: string | undefined): text is Tab => (tabs as readonly (string | undefined)[]).includes(text);

/**
 * Reads a link such as `#us-east-1/alarms?traffic=over:130%25`. What it does not say, or says wrongly, is as it opens.
 * Without any link the page opens at the first alarm: with all quiet there would be nothing to see.
 * @param stacks names of the stacks there are, the first one opens
 */
export function readHash(hash: string, stacks: readonly string[]): ViewState {
  const [path = "", query = ""] = hash.replace(/^#/, "").split("?", 2);
  const [stack = "", tab] = path.split("/").map(decoded);
  const given = new URLSearchParams(query);
  const traffic = given.get("traffic") ?? openingTraffic;
  // A map first: a key may be a word of JavaScript's objects.
  const targets = new Map<string, string>();
  for (const [name, value] of given) {
    if (name.startsWith("target.") && parseTraffic(value)) targets.set(name.slice("target.".length), value);
  }
  return {
    stack: stacks.includes(stack) ? stack : (stacks[0] ?? ""),
    tab: isTab(tab) ? tab : "dashboards",
    traffic: parseTraffic(traffic) ? traffic : openingTraffic,
    targets: Object.fromEntries(targets),
    quotasHalve: given.get("quotas") === "halve",
    largeAsks: given.get("max_tokens") === "large",
    publisherStops: given.get("publisher") === "stops",
    ...(/^#?$/.test(hash) ? { minute: firstAlarm } : minuteOf(given.get("at"))),
  };
}

function minuteOf(text: string | null): { minute?: number } {
  const minute = Number(text ?? "none");
  return Number.isInteger(minute) && minute >= 1 && minute < simulatedMinutes ? { minute } : {};
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The link to a view: only what differs from how the page opens. */
export function writeHash(view: ViewState): string {
  const query = new URLSearchParams();
  if (view.traffic !== openingTraffic) query.set("traffic", view.traffic);
  for (const [target, traffic] of Object.entries(view.targets)) query.set(`target.${target}`, traffic);
  if (view.quotasHalve) query.set("quotas", "halve");
  if (view.largeAsks) query.set("max_tokens", "large");
  if (view.publisherStops) query.set("publisher", "stops");
  if (typeof view.minute === "number") query.set("at", String(view.minute));
  const text = query.toString();
  return `#${encodeURIComponent(view.stack)}/${view.tab}${text ? `?${text}` : ""}`;
}
