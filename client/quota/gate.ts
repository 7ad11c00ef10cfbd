import type { Clock } from "../clock.ts";
import { openBelief } from "./belief.ts";
import { fairQueue, type Waiting } from "./fair-queue.ts";
import { type LedgerFigures, type LedgerHold, neverFits, openLedger } from "./ledger.ts";
import { checkedQuotas, type ModelQuotas } from "./limits.ts";
import { QuotaError } from "./quota-error.ts";

/** How a request waits for its turn. */
export interface Turn {
  /** that it will hold, at least */
  tokens: number;
  priority: number;
  tenant: string;
  /** milliseconds after which it waits no longer */
  timeout?: number;
  signal?: AbortSignal;
}

/** One model's quotas and who waits for them. */
export interface Gate {
  /**
   * Waits for room and takes it.
   * @throws QuotaError: what never fits, at once; else when its time is over, the queue is full or the gate is closed. The
   * signal's own reason when it is aborted
   */
  enter(turn: Turn): Promise<LedgerHold>;
  /** Takes room without asking: the request is under way already. */
  force(tokens: number): LedgerHold;
  /** Why so many tokens would never be let in; undefined where they would be. */
  never(tokens: number): QuotaError | undefined;
  /** A request ended: others may have room. */
  ended(): void;
  /** Bedrock refused for want of a quota what had room here: others draw on it. */
  throttled(): void;
  setQuotas(quotas: ModelQuotas): void;
  /**
   * @param share of the quotas that this process may use, 0 to 1
   * @param fixed it stays so: what doesn't fit it never will
   */
  setShare(share: number, fixed: boolean): void;
  /** what this process holds and would use, as parts of the tokens per minute: for a ShareSource */
  ask(): { wants: number; holds: number };
  close(): void;
  figures(): GateFigures;
}

export interface GateFigures extends LedgerFigures {
  quotas: ModelQuotas;
  share: number;
  /** the part of the quotas that is believed to be there, from 0 to 1: less while others draw on them */
  belief: number;
  queued: number;
  queuedTokens: number;
}

interface Entry extends Waiting {
  admit(hold: LedgerHold): void;
  refuse(error: unknown): void;
}

export interface GateOptions {
  modelId: string;
  quotas: ModelQuotas;
  clock: Clock;
  maxQueued: number;
  /** the quotas have yet to be read: until `setQuotas`, nothing is let in */
  isUnread?: boolean;
}

export function openGate({ modelId, clock, maxQueued, ...given }: GateOptions): Gate {
  const start = clock.now() - clock.elapsed();
  const ledger = openLedger((at) => start + at);
  const belief = openBelief();
  const queue = fairQueue<Entry>();
  let quotas = checkedQuotas(given.quotas, modelId);
  let share = 0;
  let mostShare = 1;
  let isUnread = given.isUnread === true;
  let closed = false;
  let callOff: (() => void) | undefined;

  /** Lets in who is next, as long as there is room; else comes back when there may be. */
  function pump(): void {
    callOff?.();
    callOff = undefined;
    for (let next = queue.peek(); next; next = queue.peek()) {
      const at = clock.elapsed();
      ledger.use(quotas, share, belief.value(at));
      const never = refusal(next.tokens);
      if (never) {
        queue.remove(next);
        next.refuse(never);
        continue;
      }
      if (ledger.lacks(next.tokens, at) !== undefined) {
        wait(ledger.fitsAt(next.tokens, at) - at);
        return;
      }
      queue.served(next);
      next.admit(ledger.hold(next.tokens, at));
    }
  }

  /** A day's quota comes back at midnight, a belief little by little: it looks again each minute whatever it waits for. */
  function wait(milliseconds: number): void {
    callOff = clock.after(Math.min(Math.max(milliseconds, 1), 60_000), pump, "keeps the process alive");
  }

  function refusal(tokens: number): QuotaError | undefined {
    if (isUnread)
      return new QuotaError(
        "no-quota",
        modelId,
        "its quotas can't be read (onWarning tells why): give tokensPerMinute",
      );
    const kind = neverFits(quotas, mostShare, tokens);
    if (kind === undefined) return undefined;
    if (quotas[kind] === 0)
      return new QuotaError("no-quota", modelId, `the quota ${kind} is 0: ask AWS for one (Service Quotas)`);
    const part = mostShare < 1 ? `, of which ${percent(mostShare)} are this process's` : "";
    return new QuotaError(
      "too-large",
      modelId,
      `the request holds ${tokens} tokens and ${kind} is ${quotas[kind]}${part}: lower max_tokens`,
    );
  }

  function enter({ tokens, priority, tenant, timeout, signal }: Turn): Promise<LedgerHold> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (closed) return Promise.reject(new QuotaError("closed", modelId, "the client is closed"));
    const never = refusal(tokens);
    if (never) return Promise.reject(never);
    if (queue.size >= maxQueued)
      return Promise.reject(new QuotaError("queue-full", modelId, `${queue.size} requests wait already (maxQueued)`));
    return new Promise((resolve, reject) => {
      let callOffDeadline: (() => void) | undefined;
      let isWaiting = true;
      const leave = () => {
        isWaiting = false;
        callOffDeadline?.();
        signal?.removeEventListener("abort", onAbort);
      };
      const entry: Entry = {
        tokens,
        priority,
        tenant,
        admit: (hold) => {
          leave();
          resolve(hold);
        },
        refuse: (error) => {
          leave();
          reject(error);
        },
      };
      const giveUp = (error: unknown) => {
        queue.remove(entry);
        entry.refuse(error);
        // Whoever comes next may be smaller.
        pump();
      };
      const onAbort = () => giveUp(signal?.reason);
      queue.push(entry);
      pump();
      if (timeout !== undefined && timeout <= 0 && isWaiting)
        giveUp(new QuotaError("deadline", modelId, "there is no room now"));
      else if (timeout !== undefined && isWaiting)
        callOffDeadline = clock.after(Math.max(0, timeout), () =>
          giveUp(new QuotaError("deadline", modelId, `no room within ${timeout} ms`)),
        );
      if (isWaiting) signal?.addEventListener("abort", onAbort);
    });
  }

  return {
    enter,
    force: (tokens) => ledger.hold(tokens, clock.elapsed()),
    never: refusal,
    ended: pump,
    throttled() {
      belief.throttled(clock.elapsed());
    },
    setQuotas(to) {
      quotas = checkedQuotas(to, modelId);
      isUnread = false;
      pump();
    },
    setShare(to, fixed) {
      share = to;
      mostShare = fixed ? to : 1;
      pump();
    },
    ask() {
      const { held, usedOfMinute } = ledger.figures(clock.elapsed());
      const quota = quotas.tokensPerMinute;
      if (!quota) return { wants: 0, holds: 0 };
      const bounded = (tokens: number) => Math.min(1, tokens / quota);
      return { wants: bounded(held + usedOfMinute + queue.tokens), holds: bounded(held) };
    },
    close() {
      closed = true;
      callOff?.();
      for (const entry of [...queue]) {
        queue.remove(entry);
        entry.refuse(new QuotaError("closed", modelId, "the client was closed while it waited"));
      }
    },
    figures() {
      const at = clock.elapsed();
      return {
        ...ledger.figures(at),
        quotas,
        share,
        belief: belief.value(at),
        queued: queue.size,
        queuedTokens: queue.tokens,
      };
    },
  };
}

const percent = (part: number): string => `${Math.round(part * 1_000) / 10} %`;
