/** What one request of a probe came to. */
export type ProbeAnswer =
  | { outcome: "answered"; inputTokens: number; outputTokens: number; milliseconds: number }
  | { outcome: "throttled"; text: string }
  | { outcome: "failed"; text: string };

/** What a probe needs of Bedrock and of time; a dry run has others. */
export interface ProbePort {
  send(): Promise<ProbeAnswer>;
  /** milliseconds since some start */
  now(): number;
  /** Ends early where the probe is stopped. */
  wait(milliseconds: number): Promise<void>;
  stopped(): boolean;
}

export interface ProbeLimits {
  /** requests sent in all, at most */
  maxRequests: number;
  /** dollars in all, at most; absent: no price is known */
  maxUsd?: number;
}

export interface ProbeRequest {
  /** that a request has, as estimated from its length until an answer says it */
  inputTokens: number;
  maxTokens: number;
  /** tokens that a token of output counts at the end */
  burndownRate: number;
  /** where that is from; assumed: nothing is known of the model's id, and "used" is an estimate */
  burndownFrom: "given" | "registry" | "assumed";
  /** dollars for a token of input, of output */
  price?: { input: number; output: number };
}

/** Requests that were sent at once. */
export interface ProbeBatch {
  /** milliseconds since the probe began */
  at: number;
  requests: number;
  answered: number;
  throttled: number;
  failed: number;
  /** tokens that all of them hold at once: input + max_tokens each */
  held: number;
  /** tokens that the minute before had used when they were sent: input + burndown × output */
  usedBefore: number;
}

export interface ProbeResult {
  batches: ProbeBatch[];
  requests: number;
  usd: number | null;
  /** why it ended */
  ended: "throttled" | "requests" | "dollars" | "failed" | "stopped";
  /** what was said of the first request that was refused, or that failed */
  said?: string;
  /** the most that was taken (held + used) without a refusal */
  tookAtLeast: number;
  /** what would have been taken when the first one was refused; null: none was */
  refusedAt: number | null;
}

const minute = 60_000;

/** What is known while a probe runs. */
interface Progress {
  /** of a request, as the last answer said it */
  inputTokens: number;
  requests: number;
  usd: number;
  /** tokens that answers used, and when they ended */
  uses: { at: number; tokens: number }[];
  tookAtLeast: number;
}

/**
 * Sends batches of 1, 2, 4, … requests at once, each when the one before has ended, until Bedrock refuses one or a cap is
 * reached. Caps are kept before a batch is sent, as if each answer were as long as max_tokens allows.
 */
export async function ramp(
  port: ProbePort,
  request: ProbeRequest,
  limits: ProbeLimits,
  onBatch: (batch: ProbeBatch) => void = () => {},
): Promise<ProbeResult> {
  const start = port.now();
  const batches: ProbeBatch[] = [];
  const progress: Progress = { inputTokens: request.inputTokens, requests: 0, usd: 0, uses: [], tookAtLeast: 0 };
  const end = (ended: ProbeResult["ended"], more: Partial<ProbeResult> = {}): ProbeResult => ({
    ...{ batches, requests: progress.requests, usd: request.price ? progress.usd : null, ended },
    ...{ tookAtLeast: progress.tookAtLeast, refusedAt: null },
    ...more,
  });
  for (let size = 1; ; size *= 2) {
    if (port.stopped()) return end("stopped");
    const { count, cap } = allowed(size, request, limits, progress);
    if (count < 1) return end(cap);
    const each = progress.inputTokens + request.maxTokens;
    const at = port.now();
    const usedBefore = progress.uses.reduce((sum, use) => sum + (use.at > at - minute ? use.tokens : 0), 0);
    const answers = await Promise.all(Array.from({ length: count }, () => port.send()));
    const batch = { at: at - start, held: count * each, usedBefore, ...counted(answers) };
    take(progress, request, answers, port.now());
    batches.push(batch);
    onBatch(batch);
    // Those that went through show what was there, at least.
    progress.tookAtLeast = Math.max(progress.tookAtLeast, usedBefore + batch.answered * each);
    const throttled = answers.find(({ outcome }) => outcome === "throttled");
    if (throttled && throttled.outcome === "throttled")
      return end("throttled", { said: throttled.text, refusedAt: usedBefore + (batch.answered + 1) * each });
    const failed = answers.find(({ outcome }) => outcome === "failed");
    if (failed && failed.outcome === "failed") return end("failed", { said: failed.text });
    if (count < size) return end(cap);
    await port.wait(200);
  }
}

/** How many of a batch the caps allow, and which of them is the nearer one. */
function allowed(
  size: number,
  { maxTokens, price }: ProbeRequest,
  { maxRequests, maxUsd }: ProbeLimits,
  { inputTokens, requests, usd }: Progress,
): { count: number; cap: "requests" | "dollars" } {
  const left = maxRequests - requests;
  const most = price ? inputTokens * price.input + maxTokens * price.output : 0;
  const affordable = maxUsd === undefined || most === 0 ? size : Math.floor((maxUsd - usd) / most);
  return { count: Math.min(size, left, affordable), cap: affordable < left ? "dollars" : "requests" };
}

const counted = (answers: readonly ProbeAnswer[]) => {
  const of = (outcome: ProbeAnswer["outcome"]) => answers.filter((answer) => answer.outcome === outcome).length;
  return { requests: answers.length, answered: of("answered"), throttled: of("throttled"), failed: of("failed") };
};

function take(
  progress: Progress,
  { burndownRate, price }: ProbeRequest,
  answers: readonly ProbeAnswer[],
  at: number,
): void {
  progress.requests += answers.length;
  for (const answer of answers) {
    if (answer.outcome !== "answered") continue;
    const { inputTokens, outputTokens } = answer;
    progress.inputTokens = inputTokens;
    progress.uses.push({ at, tokens: inputTokens + burndownRate * outputTokens });
    if (price) progress.usd += inputTokens * price.input + outputTokens * price.output;
  }
}
