import type { Cause } from "../../monitoring/diagnosis/causes.ts";
import type { ErrorEvidence } from "../../monitoring/diagnosis/finding.ts";
import type { Incident, Knowledge } from "./incident.ts";
import { truthOf } from "./truth.ts";

/** An incident with what is to be said of it. */
export interface Labelled {
  name: string;
  incident: Incident;
  known: Knowledge;
  errors?: ErrorEvidence;
  /** what refused the requests */
  truth: readonly Cause[];
  /** true: nobody can tell from what is known, and it must be said so */
  ambiguous: boolean;
}

const said = (name: keyof ErrorEvidence["counts"], more: Partial<ErrorEvidence> = {}): ErrorEvidence => ({
  counts: { [name]: 40, "throttled-unsaid": 3 },
  timed: true,
  named: true,
  ...more,
});

/** Numbers that differ from seed to seed, from 0 up to 1. */
const spread = (seed: number, by: number): number => (seed * by) % 1;

const shape = (seed: number, busy: number, quiet: number) => (minute: number) =>
  seed % 3 === 0 ? (minute >= 5 && minute < 14 ? busy : quiet) : seed % 3 === 1 ? busy : minute >= 3 ? busy : quiet;

const base = (seed: number): Pick<Incident, "refill" | "minutes" | "seed" | "burndown"> => ({
  refill: seed % 2 === 0 ? "window" : "bucket",
  minutes: 20,
  seed: seed + 1,
  burndown: [1, 5, 10, 15][seed % 4]!,
});

type Made = Omit<Labelled, "name" | "truth" | "ambiguous"> & { truth?: readonly Cause[]; ambiguous?: boolean };

/** More work than the quota of tokens lets through, with max_tokens near what answers have. */
function consumed(seed: number): Made {
  const of = base(seed);
  const output = 150 + 100 * seed;
  const input = 500 + 700 * seed;
  const quota = 300_000 + 150_000 * seed;
  const busy = (quota * (1.3 + spread(seed, 0.37))) / (input + of.burndown * output);
  const load = { input, output, maxTokens: Math.ceil(1.5 * output), seconds: 2 + (seed % 5) };
  return {
    incident: {
      ...of,
      quotas: { tokensPerMinute: quota, requestsPerMinute: 1_000_000 },
      loads: [{ ...load, perMinute: shape(seed, busy, busy / 5) }],
    },
    known: {
      maxTokens:
        seed % 2 === 0 ? { given: load.maxTokens } : { least: Math.ceil(1.4 * output), most: load.maxTokens * 2 },
    },
  };
}

/** A fifth of the quota used, with max_tokens of tens of thousands. */
function reserved(seed: number): Made {
  const of = base(seed);
  const quota = 1_000_000 + 500_000 * seed;
  const output = 150 + 30 * seed;
  const busy = (quota * (0.3 + 0.02 * seed)) / (2_000 + of.burndown * output) + quota / 20_000;
  const maxTokens = 24_000 + 6_000 * seed;
  return {
    incident: {
      ...of,
      quotas: { tokensPerMinute: quota, requestsPerMinute: 1_000_000 },
      loads: [
        { input: 2_000, output, maxTokens, seconds: 12 + 2 * seed, perMinute: shape(seed, 1.4 * busy, busy / 10) },
      ],
    },
    known: { maxTokens: seed % 2 === 0 ? "measured" : { given: maxTokens } },
  };
}

const reservedUnseen = (seed: number): Made => ({
  ...reserved(seed),
  known: { maxTokens: { least: 400, most: 128_000 } },
  ambiguous: true,
});

function requests(seed: number): Made {
  const of = base(seed);
  const quota = 40 + 60 * seed;
  return {
    incident: {
      ...of,
      quotas: { tokensPerMinute: 50_000_000, requestsPerMinute: quota },
      loads: [
        {
          input: 800,
          output: 150,
          maxTokens: 400,
          seconds: 2 + (seed % 4),
          perMinute: shape(seed, quota * (1.3 + spread(seed, 0.29)), quota / 4),
        },
      ],
    },
    known: { maxTokens: seed % 2 === 0 ? { given: 400 } : { least: 220, most: 8_000 } },
  };
}

function daily(seed: number): Made {
  const of = base(seed);
  const used = 800 + of.burndown * 200;
  return {
    incident: {
      ...of,
      quotas: { tokensPerMinute: 60_000 * used, requestsPerMinute: 100_000, tokensPerDay: 10_000_000 },
      usedBefore: 10_000_000 - (300 + 50 * seed) * used,
      loads: [{ input: 800, output: 200, maxTokens: 400, seconds: 3, perMinute: () => 60 + 10 * seed }],
    },
    known: { maxTokens: { given: 400 } },
  };
}

function zero(seed: number): Made {
  const quotas =
    seed % 2 === 0
      ? { tokensPerMinute: 0, requestsPerMinute: 100 }
      : { tokensPerMinute: 1_000_000, requestsPerMinute: 0 };
  return {
    incident: {
      ...base(seed),
      quotas,
      loads: [{ input: 800, output: 200, maxTokens: 400, seconds: 3, perMinute: () => 5 + seed }],
    },
    known: { maxTokens: { given: 400 } },
    // Seen of quotas of a minute that are 0, too.
    ...(seed % 3 === 0 && { errors: said("tokens-a-day") }),
  };
}

/** All of a minute's requests in two of its seconds, each holding much for a short time. */
function burst(seed: number): Made {
  const maxTokens = 16_000 + 2_000 * seed;
  return {
    incident: {
      ...base(seed),
      burndown: 5,
      quotas: { tokensPerMinute: 1_000_000, requestsPerMinute: 1_000_000 },
      loads: [
        {
          input: 1_500,
          output: 150,
          maxTokens,
          seconds: 3,
          within: 0.03,
          perMinute: (minute) => (minute % 4 === 0 ? 80 : 2),
        },
      ],
    },
    known: { maxTokens: { given: maxTokens } },
    truth: ["burst-within-minute", "tokens-reserved"],
    // Nothing tells it from what no metric shows, but for a caller's error.
    ...(seed % 2 === 0 ? { errors: said("tokens-a-minute") } : { ambiguous: true }),
  };
}

function capacity(seed: number): Made {
  return {
    incident: {
      ...base(seed),
      quotas: { tokensPerMinute: 30_000_000, requestsPerMinute: 20_000 },
      refused: (minute) => (minute >= 4 && minute < 12 ? 0.1 + 0.1 * seed : 0),
      loads: [{ input: 800, output: 150, maxTokens: 400, seconds: 3, perMinute: () => 40 + 10 * seed }],
    },
    known: { maxTokens: { given: 400 } },
    truth: ["not-a-quota"],
    ...(seed % 3 === 0 && { errors: said("not-ready") }),
  };
}

/** Everything refused from some minute on, with nothing in the figures. */
function accountDaily(seed: number): Made {
  return {
    incident: {
      ...base(seed),
      minutes: 40,
      quotas: { tokensPerMinute: 30_000_000, requestsPerMinute: 20_000 },
      refused: (minute) => (minute >= 5 ? 1 : 0),
      loads: [{ input: 800, output: 150, maxTokens: 400, seconds: 3, perMinute: () => 20 + 5 * seed }],
    },
    known: { maxTokens: { given: 400 } },
    truth: ["account-daily"],
    ...(seed % 2 === 0 ? { errors: said("tokens-a-day") } : { ambiguous: true }),
  };
}

/** Requests and tokens fill their quotas at once. */
function both(seed: number): Made {
  const of = base(seed);
  const quota = 80 + 20 * seed;
  const used = 1_000 + of.burndown * 200;
  return {
    incident: {
      ...of,
      quotas: { tokensPerMinute: Math.round(1.02 * quota * used), requestsPerMinute: quota },
      loads: [{ input: 1_000, output: 200, maxTokens: 300, seconds: 2, perMinute: () => 1.6 * quota }],
    },
    known: { maxTokens: { given: 300 } },
    ambiguous: true,
  };
}

/** The quota could not be read, so nothing can be held against it. */
const unread = (seed: number): Made => ({
  ...consumed(seed),
  known: { ...consumed(seed).known, unread: ["tpm"] },
  ambiguous: true,
});

/** What the quotas were then is not known: nothing is certain. */
const ofToday = (seed: number): Made => ({ ...consumed(seed), known: { ...consumed(seed).known, onlyToday: true } });

/** The errors are of another time or model: they decide nothing alone. */
const untimed = (seed: number): Made => ({
  ...reservedUnseen(seed),
  errors: said("not-ready", { timed: false, named: false }),
  ambiguous: true,
});

const families = {
  consumed,
  reserved,
  reservedUnseen,
  requests,
  daily,
  zero,
  burst,
  capacity,
  accountDaily,
  both,
  unread,
  ofToday,
  untimed,
};

/** What callers are told by the limit that refused them; "Too many requests" has been seen where max_tokens was large. */
const texts: Partial<Record<keyof typeof families, keyof ErrorEvidence["counts"]>> = {
  consumed: "tokens-a-minute",
  reserved: "tokens-a-minute",
  requests: "requests-a-minute",
  daily: "tokens-a-day",
};

/** Six of each family, every second of those that errors tell more of with the errors. */
export const labelled: readonly Labelled[] = Object.entries(families).flatMap(([family, make]) =>
  Array.from({ length: 6 }, (_, seed): Labelled => {
    const { truth, ambiguous = false, ...made } = make(seed);
    const text = seed % 2 === 1 ? texts[family as keyof typeof families] : undefined;
    const errors = made.errors ?? (text && said(family === "reserved" && seed === 5 ? "requests-a-minute" : text));
    return {
      name: `${family} ${seed}`,
      ...made,
      ...(errors && { errors }),
      truth: truth ?? truthOf(made.incident),
      ambiguous,
    };
  }),
);
