import type { ProbeRequest, ProbeResult } from "./ramp.ts";

/** Raised when a field changes its meaning or goes. Described in docs/probe.md. */
export const probeSchemaVersion = 1;

export interface ProbeDocument {
  schemaVersion: typeof probeSchemaVersion;
  modelId: string;
  region: string;
  dryRun: boolean;
  stream: boolean;
  /** ISO 8601 */
  startedAt: string;
  request: ProbeRequest;
  /** tokens per minute: the simulated one, or --quota; null: not given */
  quota: number | null;
  result: ProbeResult;
}
