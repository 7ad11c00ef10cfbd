import type { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { type Clock, systemClock } from "./clock.ts";
import { type Fetch, wrapFetch } from "./fetch/wrap-fetch.ts";
import { createMeter } from "./meter.ts";
import { bedrockMiddleware } from "./middleware.ts";
import { createMinutes } from "./minutes/minutes.ts";
import { cloudWatch } from "./publish/cloudwatch.ts";
import { createLoop } from "./publish/loop.ts";
import type { Publisher } from "./publish/publisher.ts";
import type { Hold, MaxTokens, Series } from "./words.ts";

export interface HeadroomOptions {
  /** The value of the dimension Application: what tells your programs apart. */
  application: string;
  /** Where figures go; `cloudWatch()` by default. */
  publish?: Publisher;
  /**
   * Models (per Region and endpoint) told apart in this process, at most 200; further ones are counted as "other-models".
   * With up to 100, all figures of a minute fit one PutMetricData.
   * @default 100
   */
  maxModels?: number;
  /** Told when publishing fails; the figures are kept and tried again. By default nobody is told. */
  onError?: (error: unknown) => void;
  /** For tests. */
  clock?: Clock;
}

/** What `client.middlewareStack.use()` takes. */
type Plugin = Parameters<BedrockRuntimeClient["middlewareStack"]["use"]>[0];

/** Counts requests to Bedrock; one serves any number of clients. */
export interface Headroom extends Plugin {
  /**
   * Counts what a `fetch` sends to Bedrock: Converse and InvokeModel, and the OpenAI- and Anthropic-compatible APIs.
   * @param inner the fetch to use; the global one by default
   */
  fetch(inner?: Fetch): Fetch;
  /**
   * Counts a request that goes another way, e.g. through a framework that hides its client: call this when it goes out
   * and `settle` of what it returns when its answer has ended. Never throws.
   */
  begin(series: Series, maxTokens: MaxTokens): Hold;
  /** Publishes all that is counted, now. Never rejects. */
  flush(): Promise<void>;
  /** Flushes for the last time; what comes later is counted and not published. Never rejects. */
  shutdown(): Promise<void>;
}

/** Bedrock's longest answers take up to an hour: AWS advises read timeouts of 60 minutes for Claude 3.7 and later. */
const longestHold = 3_600_000;
const maxOpen = 10_000;
/** One with all its values takes about 5 kB: 4 MB at most. */
const maxRecords = 800;

/**
 * Counts, per minute and model, what Bedrock holds for the requests of a client and what they use, and publishes it.
 * It changes nothing about calls and answers, never throws into them and never waits.
 */
export function headroom({
  application,
  publish = cloudWatch(),
  maxModels = 100,
  onError = () => {},
  clock = systemClock,
}: HeadroomOptions): Headroom {
  const minutes = createMinutes({ maxModels: Math.min(maxModels, 200), maxRecords });
  const meter = createMeter({ clock, minutes, longestHold, maxOpen });
  const loop = createLoop({ application, clock, minutes, meter, publisher: publish, onError: quiet(onError) });
  const begin: typeof meter.begin = (series, maxTokens) => {
    const hold = meter.begin(series, maxTokens);
    loop.wake();
    return hold;
  };
  return {
    applyToStack: (stack) => bedrockMiddleware(begin).applyToStack(stack),
    fetch: (inner = globalThis.fetch) => wrapFetch(begin, inner),
    begin,
    flush: () => loop.flush(),
    shutdown: () => loop.stop(),
  };
}

/** Somebody else's function, whose errors are not ours to spread. */
function quiet(onError: (error: unknown) => void): (error: unknown) => void {
  return (error) => {
    try {
      onError(error);
    } catch {
      // An error about an error has nowhere to go.
    }
  };
}
