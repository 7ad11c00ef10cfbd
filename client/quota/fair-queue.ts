/** What waits in a fair queue. */
export interface Waiting {
  /** higher goes first */
  readonly priority: number;
  /** whose it is: among those of one priority each gets as many tokens as the others */
  readonly tenant: string;
  readonly tokens: number;
}

/**
 * A queue in which no one tenant starves the others: of the highest priority, the next one is that of the tenant who was
 * given the fewest tokens, and of a tenant the one that came first. It is never passed over for a smaller one behind it.
 */
export interface FairQueue<T extends Waiting> {
  push(one: T): void;
  peek(): T | undefined;
  /** Takes one away that was given its turn: its tokens count for its tenant. */
  served(one: T): void;
  /** Takes one away that doesn't wait any longer. */
  remove(one: T): void;
  readonly size: number;
  /** tokens of all that wait */
  readonly tokens: number;
  [Symbol.iterator](): Iterator<T>;
}

interface Lane<T> {
  waiting: Set<T>;
  /** tokens given so far; a tenant who comes anew begins with as many as the one who was given the fewest */
  given: number;
}

export function fairQueue<T extends Waiting>(): FairQueue<T> {
  /** by priority, then tenant; a lane without anybody waiting is forgotten */
  const levels = new Map<number, Map<string, Lane<T>>>();
  let size = 0;
  let tokens = 0;

  function take(one: T, given: number): void {
    const lanes = levels.get(one.priority);
    const lane = lanes?.get(one.tenant);
    if (!lanes || !lane?.waiting.delete(one)) return;
    size--;
    tokens = size === 0 ? 0 : tokens - one.tokens;
    lane.given += given;
    if (lane.waiting.size === 0) lanes.delete(one.tenant);
    if (lanes.size === 0) levels.delete(one.priority);
  }
  const fewest = (lanes: Map<string, Lane<T>>): Lane<T> | undefined => {
    let found: Lane<T> | undefined;
    for (const lane of lanes.values()) if (!found || lane.given < found.given) found = lane;
    return found;
  };

  return {
    push(one) {
      let lanes = levels.get(one.priority);
      if (!lanes) {
        lanes = new Map();
        levels.set(one.priority, lanes);
      }
      let lane = lanes.get(one.tenant);
      if (!lane) {
        lane = { waiting: new Set(), given: fewest(lanes)?.given ?? 0 };
        lanes.set(one.tenant, lane);
      }
      lane.waiting.add(one);
      size++;
      tokens += one.tokens;
    },
    peek() {
      if (size === 0) return undefined;
      const lanes = levels.get(Math.max(...levels.keys()));
      const lane = lanes && fewest(lanes);
      return lane?.waiting.values().next().value;
    },
    served: (one) => take(one, one.tokens),
    remove: (one) => take(one, 0),
    get size() {
      return size;
    },
    get tokens() {
      return tokens;
    },
    *[Symbol.iterator]() {
      for (const lanes of levels.values()) for (const lane of lanes.values()) yield* lane.waiting;
    },
  };
}
