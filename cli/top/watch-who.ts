import type { ReadWho } from "./read-who.ts";
import type { ScreenStore } from "./screen.ts";
import { isReadingWho } from "./who.ts";

/** Reads a place's invocation logs each time that the state wants it, until the end; never by itself. */
export async function followWho(store: ScreenStore, place: number, read: ReadWho, ending: AbortSignal): Promise<void> {
  while (!ending.aborted) {
    await untilWanted(store, place, ending);
    if (!ending.aborted) await tellWho(store, place, read, ending);
  }
}

function untilWanted(store: ScreenStore, place: number, ending: AbortSignal): Promise<void> {
  const isWanted = (): boolean => {
    const who = store.get().places[place]?.who;
    return ending.aborted || (who !== undefined && isReadingWho(who));
  };
  return new Promise((resolve) => {
    if (isWanted()) return resolve();
    const look = () => {
      if (!isWanted()) return;
      unsubscribe();
      ending.removeEventListener("abort", look);
      resolve();
    };
    const unsubscribe = store.subscribe(look);
    ending.addEventListener("abort", look);
  });
}

/** One reading, told to the store. */
export async function tellWho(store: ScreenStore, place: number, read: ReadWho, ending: AbortSignal): Promise<void> {
  try {
    store.send({ kind: "who", place, answer: await read(Math.floor(Date.now() / 1000), ending) });
  } catch (error) {
    if (!ending.aborted) throw error;
  }
}
