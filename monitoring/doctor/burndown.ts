import { upCommand } from "../../words/commands.ts";
import { burndownRate } from "../burndown-rate.ts";
import type { MonitoringPlan } from "../plan-types.ts";
import type { TargetSettings } from "../settings.ts";
import { targetLabel } from "../target.ts";
import { type MeasuredRate, measuredRate } from "./burndown-rate.ts";
import type { DoctorFacts } from "./facts.ts";
import { cannotTell, counted, type Finding, fine, named } from "./finding.ts";

/** Each target's burndown rate as AWS's figure has it, against what the stack file or AWS's page says. */
export function burndown({ plan, targets, burndown: hours }: DoctorFacts): Finding[] {
  const check = "burndown";
  if ("unread" in hours) return [cannotTell(check, "what output tokens really count", hours.unread)];
  const measured = targets.flatMap((target) => {
    const own = hours.value.get(`${target.model.modelId} ${target.scope}`);
    return own ? [{ target, rate: measuredRate(own) }] : [];
  });
  const findings = measured.flatMap(({ target, rate }) => findingOn(plan, target, rate) ?? []);
  if (findings.length > 0) return findings;
  const steady = measured.flatMap(({ target, rate }) =>
    rate.kind === "steady" ? [`${targetLabel(target)} ${rate.rate}`] : [],
  );
  const thin = measured.length - steady.length;
  const untold = thin === 0 ? "" : `; ${counted(thin, "target")} with too little use to measure`;
  return [
    fine(check, `${steady.length === 0 ? "none could be measured" : `measured as assumed: ${named(steady)}`}${untold}`),
  ];
}

function findingOn(plan: MonitoringPlan, target: TargetSettings, measured: MeasuredRate): Finding | undefined {
  const { model, scope, consumption } = target;
  const about = { check: "burndown" as const, subjects: [`${model.modelId} ${scope}`] };
  if (measured.kind === "thin") return undefined;
  if (measured.kind === "mixed")
    return {
      ...about,
      level: "note",
      found: `${targetLabel(target)}: its rate can't be told from ${counted(measured.hours, "hour")}: ${measured.because}`,
      ...(consumption === "formula" && {
        fix: { text: `count by AWS's own figure: consumption: estimated under ${model.modelId} in the stack file` },
      }),
    };
  const assumed = burndownRate(target);
  if (measured.rate === assumed) return undefined;
  const seen = `by AWS's own figure an output token counts ${measured.rate} (${counted(measured.hours, "hour")}, ${measured.outputTokens.toLocaleString("en-US")} output tokens)`;
  const says = target.burndown === undefined ? "AWS's page" : "the stack file";
  const against =
    assumed === "unknown"
      ? "and no page of AWS rates it"
      : `${says} says ${assumed}${consumption === "formula" ? ": its alarms count wrong" : ""}`;
  return {
    ...about,
    level: assumed === "unknown" ? "note" : "warning",
    found: `${targetLabel(target)}: ${seen}, ${against}`,
    fix: {
      text: `under ${model.modelId} in the stack file: burndown: ${measured.rate}; then`,
      command: upCommand(plan.stack),
    },
  };
}
