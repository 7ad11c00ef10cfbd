import { countedBy, isDaily, isMeasurable } from "../../words/limit-kinds.ts";
import { kindLabels } from "../../words/words.ts";
import { askForMore, elsewhere, hasMaxTokens, isEmbedding } from "../alarms/use-text.ts";
import type { TargetSettings } from "../settings.ts";
import type { QuotaUsage, Step, TargetUsage } from "./document.ts";
import { byHeight } from "./severity.ts";

/** A command on the target, with its arguments. */
type Command = (name: string) => string;

type Facts = Pick<TargetUsage, "standing" | "quotas" | "figures" | "perProfile">;

/** What a person does about a target, in order: what is quick and the team's own first, what AWS decides last. */
export function stepsOf(target: TargetSettings, facts: Facts, region: string): Step[] {
  const command = (name: string) => `\`headroom ${name} ${target.model.modelId}/${target.scope} --region ${region}\``;
  const { standing, quotas } = facts;
  if (standing === "ok") return [];
  const none = quotas.filter(({ value }) => value === 0);
  if (none.length > 0) return none.map((quota) => increaseOf(target, quota, command));
  if (standing === "unknown")
    return quotas
      .filter(({ kind, value }) => isMeasurable(kind) && value === null)
      .map(({ code, url }) => ({ text: `see what the account has of ${code}`, url }));
  const isThrottled = standing === "throttled" || standing === "throttled-now";
  const first = byHeight(quotas).slice(0, 1);
  return [
    ...(isThrottled
      ? [
          {
            text: `see which limit it was, and who drew most: ${command("diagnose")}, with --errors for the texts that callers got, which say what was too many`,
          },
        ]
      : []),
    ...(isThrottled || first.some(({ kind }) => reserves(kind)) ? shorten(target, facts, command) : []),
    ...largest(facts),
    {
      text: isThrottled
        ? "make clients back off with jitter: the SDKs' retries count as requests of their own"
        : "pace callers",
    },
    ...(first.some(({ kind }) => isDaily(kind)) ? [{ text: "postpone batch work" }] : []),
    { text: `move work to ${elsewhere(target)}` },
    ...first.map((quota) => increaseOf(target, quota, command)),
  ];
}

/** Whether a kind's quota is one that requests reserve from when they start. */
const reserves = (kind: QuotaUsage["kind"]): boolean =>
  isMeasurable(kind) && !isDaily(kind) && countedBy(kind) !== "requests";

/** max_tokens, beside what answers really have. */
function shorten(target: TargetSettings, { figures }: Facts, command: Command): Step[] {
  if (isEmbedding(target)) return [{ text: "make batches smaller, and spread them over the minute" }];
  if (!hasMaxTokens(target)) return [];
  const answers = figures.rpm?.total ?? 0;
  const output = figures.outputTokens?.total ?? 0;
  const mean =
    answers > 0 && output > 0
      ? `; answers here had ${Math.round(output / answers).toLocaleString("en-US")} output tokens on average`
      : "";
  return [
    {
      text: `lower max_tokens to what answers need: it is reserved when a request starts${mean}; ${command("advise")} says how much`,
    },
  ];
}

/** Who to talk to, where several share the quota. */
function largest({ perProfile }: Facts): Step[] {
  const [first, ...others] = perProfile;
  if (!first || others.length === 0) return [];
  const atPeak = perProfile.toSorted((a, b) => (b.shareAtPeak ?? 0) - (a.shareAtPeak ?? 0))[0]!;
  if (atPeak.shareAtPeak === null) return [];
  const share = `${Math.floor(atPeak.shareAtPeak)} %`;
  const name = atPeak.kind === "application-profile" && atPeak.name !== atPeak.id ? ` (${atPeak.name})` : "";
  return [{ text: `talk to whoever calls ${atPeak.id}${name}: it drew ${share} of the highest minute` }];
}

/** The way to a larger quota, as far as AWS has one. */
function increaseOf(
  target: TargetSettings,
  { kind, code, awsValue, adjustable, url }: QuotaUsage,
  command: Command,
): Step {
  if (target.model.lifecycle !== "active") return { text: askForMore(target), url };
  const what = `${code}, ${kindLabels[kind]}${awsValue === null ? "" : `, ${awsValue.toLocaleString("en-US")} now`}`;
  if (adjustable === false)
    return {
      text: `${what}: not adjustable by itself, so a support case is the way to more; ${command("increase")} writes it`,
      url,
    };
  return {
    text: `ask for more: ${what}${adjustable ? ", adjustable" : "; whether it is adjustable is not known"}; ${command("increase")} prepares it`,
    url,
  };
}
