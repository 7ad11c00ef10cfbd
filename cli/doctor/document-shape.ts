import * as z from "zod";
import { timeShape } from "../document-shapes.ts";

const levels = ["ok", "note", "warning", "critical", "cannot-tell"] as const;

/** What `headroom doctor --json` writes of one stack. */
export const doctorShape = z.strictObject({
  schemaVersion: z.literal(1),
  generatedAt: timeShape,
  stack: z.string(),
  region: z.string(),
  account: z.string().nullable().describe("twelve digits; null: it shows in none of what could be read"),
  verdict: z
    .enum(levels)
    .describe(
      "the worst of the findings: critical before cannot-tell, that before warning; the exit code says the same",
    ),
  counts: z
    .strictObject(
      Object.fromEntries(levels.map((level) => [level, z.int()])) as Record<(typeof levels)[number], z.ZodInt>,
    )
    .describe("findings of each level"),
  findings: z
    .array(
      z.strictObject({
        check: z.string().describe("which check, e.g. alarms-there; docs/doctor.md has them all"),
        level: z.enum(levels).describe("cannot-tell: the check could not be made, which is never ok"),
        subjects: z
          .array(z.string())
          .describe("what it is about, by name: alarms, models, addresses; empty: the stack as a whole"),
        found: z.string(),
        fix: z
          .strictObject({
            text: z.string().nullable(),
            command: z.string().nullable().describe("for a shell, with its arguments filled in"),
            link: z.string().nullable().describe("a page"),
          })
          .nullable()
          .describe("what to do: at least one of them; null: nothing to do"),
      }),
    )
    .describe("the worst first"),
});

export type DoctorDocument = z.infer<typeof doctorShape>;
