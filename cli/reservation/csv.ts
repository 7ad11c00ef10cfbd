import { stringify } from "csv-stringify/sync";
import type { ReservationDocument } from "./document.ts";

const columns = [
  "region",
  "id",
  "model_id",
  "scope",
  "minute",
  "requests",
  "begun",
  "used",
  "held",
  "taken",
  "gap",
  "without_max_tokens",
  "without_body",
  "unknown_body",
  "without_time",
  "throttled",
  "failed",
] as const;

/** One row a model and minute, for charts; empty: it can't be told. */
export function csvReport({ models }: ReservationDocument): string {
  const rows = models.flatMap(({ region, id, modelId, scope, minutes }) =>
    minutes.map(({ at, counts, begun, used, held, taken, gap }) => ({
      region,
      id,
      model_id: modelId,
      scope,
      minute: at,
      requests: counts.requests,
      begun,
      used,
      held,
      taken,
      gap,
      without_max_tokens: counts.without,
      without_body: counts.unseen,
      unknown_body: counts.unknown,
      without_time: counts.namedUntimed + counts.withoutUntimed,
      throttled: counts.throttled,
      failed: counts.failed,
    })),
  );
  return stringify(rows, { header: true, columns: [...columns] });
}
