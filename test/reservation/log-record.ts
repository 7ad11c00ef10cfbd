export interface SampleRecord {
  at: string;
  modelId: string;
  operation: string;
  body: unknown;
  input: number;
  cacheWrite: number;
  output: number | undefined;
  /** milliseconds */
  latency: number | undefined;
  errorCode: string;
  region: string;
}

const usual: SampleRecord = {
  at: "2026-11-20T10:00:30Z",
  modelId: "us.anthropic.claude-opus-5",
  operation: "Converse",
  body: { messages: [], inferenceConfig: { maxTokens: 4_096 } },
  input: 1_000,
  cacheWrite: 0,
  output: 100,
  latency: 6_000,
  errorCode: "",
  region: "us-east-1",
};

/** A record as Bedrock writes it; its shape is that of records in public repositories of AWS's samples. */
export function logRecord(given: Partial<SampleRecord> = {}): Record<string, unknown> {
  const { at, modelId, operation, body, input, cacheWrite, output, latency, errorCode, region } = {
    ...usual,
    ...given,
  };
  return {
    schemaType: "ModelInvocationLog",
    schemaVersion: "1.0",
    timestamp: at,
    accountId: "123456789012",
    identity: { arn: "arn:aws:sts::123456789012:assumed-role/app/session" },
    region,
    requestId: "00000000-0000-4000-8000-000000000000",
    operation,
    modelId,
    ...(errorCode !== "" && { errorCode }),
    input: {
      inputContentType: "application/json",
      ...(body !== undefined && { inputBodyJson: body }),
      inputTokenCount: input,
      cacheReadInputTokenCount: 7_000,
      cacheWriteInputTokenCount: cacheWrite,
    },
    output: {
      outputContentType: "application/json",
      outputBodyJson: latency === undefined ? { content: [] } : { metrics: { latencyMs: latency } },
      ...(output !== undefined && { outputTokenCount: output }),
    },
  };
}
