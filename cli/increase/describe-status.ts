import { kindLabels } from "../../words/words.ts";
import { clockTime, whole } from "../usage/numbers.ts";
import type { Paint, Style } from "../usage/terminal.ts";
import { wrapped } from "../wrapped.ts";
import type { FollowedRequest, StatusDocument } from "./status-shape.ts";

const styles: Readonly<Record<FollowedRequest["stage"], Style>> = {
  open: "yellow",
  approved: "yellow",
  partly: "yellow",
  applied: "green",
  published: "green",
  refused: "red",
  closed: "yellow",
  unknown: "yellow",
};

/** How far each request has come, as a person reads it on a terminal. */
export function describeStatus({ region, requests, incomplete }: StatusDocument, paint: Paint, width: number): string {
  const line = (words: string) => wrapped(words, width, "  ", "");
  return [
    paint("bold", line(`Requests for larger Bedrock quotas in ${region}, of the last 90 days`)),
    "",
    ...requests.flatMap((one) => [...requestLines(one, paint, width), ""]),
    ...(requests.length === 0 ? ["None was made here."] : []),
    ...incomplete.map(({ what, why, effect }) => paint("yellow", line(`Not read: ${what}: ${why}; ${effect}.`))),
  ]
    .join("\n")
    .trimEnd();
}

function requestLines(one: FollowedRequest, paint: Paint, width: number): string[] {
  const { request, modelId, scope, kind, stage, text, from } = one;
  const { code, name, desired, status, caseId, created, automatic } = request;
  const about =
    modelId === null || kind === null
      ? `${name.trim()} (${code})`
      : `${modelId} (${scope}), ${kindLabels[kind]} (${code})`;
  const change = `${from === null ? "to" : `${whole(from)} →`} ${whole(desired)}`;
  const by = automatic ? " by Service Quotas Automatic Management" : "";
  const line = (words: string) => wrapped(words, width, "    ", "  ");
  return [
    paint("bold", wrapped(about, width, "  ", "")),
    line(
      `${change}, asked for ${clockTime(created, "UTC")} UTC${by}: ${status}${caseId === null ? "" : `, case ${caseId}`}`,
    ),
    line(`${paint(styles[stage], stage)}: ${text}.`),
  ];
}
