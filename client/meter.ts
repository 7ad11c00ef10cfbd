import type { Clock } from "./clock.ts";
import { addValue } from "./minutes/distribution.ts";
import { type Minutes, minuteMilliseconds } from "./minutes/minutes.ts";
import type { Hold, MaxTokens, Series, Settlement, Usage } from "./words.ts";

/**
 * Counts requests as they begin and end. A request's figures belong to the minute it began in, for that is when Bedrock
 * holds its tokens; what is held belongs to each minute in which it was held.
 */
export interface Meter {
  /** A request goes out now. */
  begin(series: Series, maxTokens: MaxTokens): Hold;
  /** Counts what open requests held until now, and ends those that are older than `longestHold`. */
  accrue(): void;
  /** requests begun and not ended, as far as they are followed */
  readonly open: number;
}

export interface MeterOptions {
  clock: Clock;
  minutes: Minutes;
  /** Milliseconds after which a request is taken as ended, e.g. a stream that nobody reads. */
  longestHold: number;
  /** Open requests that are followed while they run; what others held is counted when they end. */
  maxOpen: number;
}

interface OpenHold extends Hold {
  settleAt(elapsed: number, settlement: Settlement): void;
  accrueTo(elapsed: number): void;
  readonly began: number;
}

export function createMeter({ clock, minutes, longestHold, maxOpen }: MeterOptions): Meter {
  const open = new Set<OpenHold>();

  function begin(series: Series, maxTokens: MaxTokens): Hold {
    const start = clock.now();
    const began = clock.elapsed();
    const asked = typeof maxTokens === "number" ? maxTokens : 0;
    let accrued = began;
    let ended = false;

    const figures = minutes.at(start, series);
    figures.requests++;
    if (maxTokens === "without") figures.requestsWithoutMaxTokens++;
    else if (maxTokens === "unknown") figures.requestsOfUnknownShape++;
    else addValue(figures.maxTokens, maxTokens);

    /** Tokens held from one time to another, both elapsed, shared out among the minutes. */
    function held(tokens: number, from: number, to: number): void {
      if (tokens <= 0) return;
      const wall = (elapsed: number) => start + (elapsed - began);
      for (let at = wall(from); at < wall(to); ) {
        const next = Math.min(wall(to), (Math.floor(at / minuteMilliseconds) + 1) * minuteMilliseconds);
        minutes.at(at, series).heldTokenSeconds += (tokens * (next - at)) / 1000;
        at = next;
      }
    }

    const hold: OpenHold = {
      began,
      settle: (settlement) => hold.settleAt(clock.elapsed(), settlement),
      accrueTo(elapsed) {
        held(asked, accrued, elapsed);
        accrued = elapsed;
      },
      settleAt(elapsed, { throttled, usage }) {
        if (ended) return;
        ended = true;
        open.delete(hold);
        const settled = minutes.at(start, series);
        if (throttled) settled.throttledRequests++;
        if (throttled && !usage) return;
        hold.accrueTo(elapsed);
        const input = takenIn(usage);
        // An answer of vectors or pictures needn't say that it has no tokens.
        const output = usage?.outputTokens ?? (maxTokens === 0 ? 0 : undefined);
        if (input === undefined || output === undefined) settled.unsettledRequests++;
        if (output !== undefined) addValue(settled.outputTokens, output);
        if (input === undefined) return;
        settled.inputTokens += input;
        if (typeof maxTokens === "number") settled.reservedTokens += input + maxTokens;
        held(input, began, elapsed);
      },
    };
    if (open.size < maxOpen) open.add(hold);
    return hold;
  }

  return {
    begin,
    accrue() {
      const now = clock.elapsed();
      for (const hold of open) {
        if (now - hold.began > longestHold) hold.settleAt(hold.began + longestHold, { throttled: false });
        else hold.accrueTo(now);
      }
    },
    get open() {
      return open.size;
    },
  };
}

/** Input and cache write: what counts towards a TPM quota besides output. */
function takenIn(usage: Usage | undefined): number | undefined {
  return usage?.inputTokens === undefined ? undefined : usage.inputTokens + (usage.cacheWriteTokens ?? 0);
}
