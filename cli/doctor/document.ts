import type { DoctorFacts } from "../../monitoring/doctor/facts.ts";
import type { Finding, Level } from "../../monitoring/doctor/finding.ts";
import { isoTime } from "../../monitoring/report/iso-time.ts";
import { exitCodes } from "../usage/exit-code.ts";
import type { DoctorDocument } from "./document-shape.ts";

/** @param findings the worst first */
export function doctorDocument(
  { now, plan, account }: Pick<DoctorFacts, "now" | "plan" | "account">,
  findings: readonly Finding[],
): DoctorDocument {
  const count = (level: Level) => findings.filter((finding) => finding.level === level).length;
  return {
    schemaVersion: 1,
    generatedAt: isoTime(Math.floor(now)),
    stack: plan.stack,
    region: plan.region,
    account: account ?? null,
    verdict: findings[0]?.level ?? "ok",
    counts: {
      ok: count("ok"),
      note: count("note"),
      warning: count("warning"),
      critical: count("critical"),
      "cannot-tell": count("cannot-tell"),
    },
    findings: findings.map(({ check, level, subjects, found, fix }) => ({
      ...{ check, level, subjects: [...subjects], found },
      fix: fix ? { text: fix.text ?? null, command: fix.command ?? null, link: fix.link ?? null } : null,
    })),
  };
}

const codes: Readonly<Record<Level, number>> = {
  ok: exitCodes.ok,
  note: exitCodes.ok,
  warning: exitCodes.warning,
  critical: exitCodes.critical,
  "cannot-tell": exitCodes.cannotTell,
};

export const exitCodeOf = ({ verdict }: DoctorDocument): number => codes[verdict];
