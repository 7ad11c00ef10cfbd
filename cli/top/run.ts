import { setTimeout as pause } from "node:timers/promises";
import { UserError } from "../../stacks/user-error.ts";
import type { UsageClients } from "../usage/clients.ts";
import type { ReadWho } from "./read-who.ts";
import type { Place } from "./reading.ts";
import type { ScreenStore } from "./screen.ts";
import { firstState, type TopState } from "./state.ts";
import { type TopEvent, update } from "./update.ts";
import { type WatchRequest, watchPlace } from "./watch-place.ts";
import { followWho, tellWho } from "./watch-who.ts";
import { firstWho, isLogged, type WhoPlan } from "./who.ts";

/** A place with what it is read with, or why it can't be. */
export interface AskedPlace {
  place: Place;
  clients: UsageClients | string;
  /** its invocation logs, with --by */
  who?: WhoPlan;
}

export type Beginning = Pick<TopState, "timeZone" | "look">;

/** How often each place is read, milliseconds. */
const roundEvery = 60_000;
/** How long a round may take: the next one is due then. */
const roundFor = 55_000;
/** The first one reads models and quotas, too. */
const firstRoundFor = 300_000;

/** How often the screen learns the time, milliseconds: it says how old a reading is, in minutes. */
const tick = 30_000;

const present = (): number => Math.floor(Date.now() / 1000);

/** The newest state, and who is told of changes. */
function storeOf(first: TopState): ScreenStore {
  let state = first;
  const told = new Set<() => void>();
  return {
    get: () => state,
    subscribe(changed) {
      told.add(changed);
      return () => told.delete(changed);
    },
    send(event: TopEvent) {
      state = update(state, event);
      for (const changed of told) changed();
    },
  };
}

function begin(asked: readonly AskedPlace[], beginning: Beginning): ScreenStore {
  const first = firstState(
    asked.map(({ place }) => place),
    { ...beginning, now: present() },
  );
  const whos = asked.map(({ who }) => who && firstWho(who));
  return storeOf({ ...first, places: first.places.map((one, index) => ({ ...one, who: whos[index] })) });
}

/** What reads each place's invocation logs; undefined: nobody asked, or there are none. */
async function whosOf(
  asked: readonly AskedPlace[],
  request: WatchRequest,
  { timeZone }: Beginning,
): Promise<(ReadWho | undefined)[]> {
  if (asked.every(({ who }) => who === undefined)) return [];
  // What reads logs is loaded only for those who want it.
  const { whoReader } = await import("./read-who.ts");
  return asked.map(({ clients, who }) =>
    typeof clients === "string" || who === undefined || typeof who.logs === "string"
      ? undefined
      : whoReader(clients, request, timeZone, who.logs),
  );
}

/** Reads every place once, side by side, and then the logs of those that could be read, where they are wanted. */
export async function topOnce(
  asked: readonly AskedPlace[],
  request: WatchRequest,
  beginning: Beginning,
): Promise<TopState> {
  const store = begin(asked, beginning);
  const whos = await whosOf(asked, request, beginning);
  await Promise.all(
    roundsOf(asked, request).map(async (round, index) => {
      await tell(store, index, round, firstRoundFor);
      const [readWho, reading] = [whos[index], store.get().places[index]?.reading];
      if (readWho && reading?.targets.some(isLogged))
        await tellWho(store, index, readWho, new AbortController().signal);
    }),
  );
  return store.get();
}

/**
 * Shows every place until a key or a signal ends it, a round a minute.
 * @throws what is no trouble with AWS, with the terminal as it was
 */
export async function topLive(
  asked: readonly AskedPlace[],
  request: WatchRequest,
  beginning: Beginning,
): Promise<TopState> {
  const { openScreen } = await import("./screen.ts");
  const whos = await whosOf(asked, request, beginning);
  const store = begin(asked, beginning);
  const ending = new AbortController();
  store.subscribe(() => {
    if (store.get().ended) ending.abort();
  });
  const hungUp = () => store.send({ kind: "key", key: "interrupt" });
  process.stdin.once("end", hungUp);
  // A terminal that is gone answers with errors, also when it is to be given back: they end this, and that is all.
  process.stdin.on("error", hungUp);
  const screen = openScreen(store);
  const clock = setInterval(() => store.send({ kind: "time", now: present() }), tick);
  try {
    await Promise.all([
      ...roundsOf(asked, request).map((round, index) => watch(store, index, round, ending.signal)),
      ...whos.map((readWho, index) => readWho && followWho(store, index, readWho, ending.signal)),
    ]);
  } finally {
    clearInterval(clock);
    ending.abort();
    process.stdin.off("end", hungUp);
    await screen.close();
  }
  return store.get();
}

type Round = ReturnType<typeof watchPlace> | string;

const roundsOf = (asked: readonly AskedPlace[], request: WatchRequest): Round[] =>
  asked.map(({ clients }) => (typeof clients === "string" ? clients : watchPlace(clients, request)));

/** Rounds of one place until the end. While paused nothing is asked. */
async function watch(store: ScreenStore, index: number, round: Round, ending: AbortSignal): Promise<void> {
  let limit = firstRoundFor;
  while (!ending.aborted) {
    const due = Date.now() + roundEvery;
    if (!store.get().paused) {
      await tell(store, index, round, limit, ending);
      if (store.get().places[index]?.reading) limit = roundFor;
    }
    if (ending.aborted) return;
    await untilDue(store, due, ending);
  }
}

async function untilDue(store: ScreenStore, due: number, ending: AbortSignal): Promise<void> {
  const woken = new AbortController();
  const wasPaused = store.get().paused;
  // Going on after a pause doesn't wait for the minute to be over: what is shown may be old.
  const unsubscribe = store.subscribe(() => {
    if (wasPaused && !store.get().paused) woken.abort();
  });
  try {
    await pause(Math.max(0, due - Date.now()), undefined, { signal: AbortSignal.any([ending, woken.signal]) });
  } catch (error) {
    if (!(error instanceof Error && error.name === "AbortError")) throw error;
  } finally {
    unsubscribe();
  }
}

/** One round, told to the store: what fails is a line on the screen, and the next round is a new try. */
async function tell(
  store: ScreenStore,
  index: number,
  round: Round,
  limit: number,
  ending?: AbortSignal,
): Promise<void> {
  if (typeof round === "string") return store.send({ kind: "failure", place: index, why: round });
  const late = AbortSignal.timeout(limit);
  try {
    const reading = await round(present(), ending ? AbortSignal.any([ending, late]) : late);
    store.send({ kind: "reading", place: index, reading });
  } catch (error) {
    if (ending?.aborted) return;
    if (!(error instanceof UserError)) throw error;
    store.send({ kind: "failure", place: index, why: error.message });
  }
}
