import { type Key, render, Text, useInput, useWindowSize } from "ink";
import { createElement, useSyncExternalStore } from "react";
import { frame } from "./frame.ts";
import type { TopState } from "./state.ts";
import type { NamedKey, TopEvent } from "./update.ts";

/** The state as the screen sees it. */
export interface ScreenStore {
  get(): TopState;
  /** @returns ends the subscription */
  subscribe(changed: () => void): () => void;
  send(event: TopEvent): void;
}

/**
 * Shows a state in the terminal, on the alternate screen, until it is closed.
 * Ink gives the terminal back as it was, also when the process ends by a signal or an error.
 * @returns closes it; resolves once the terminal is as it was
 */
export function openScreen(store: ScreenStore): { close(): Promise<void> } {
  const screen = render(createElement(Screen, { store }), {
    alternateScreen: true,
    incrementalRendering: true,
    exitOnCtrlC: false,
    interactive: true,
    maxFps: 10,
  });
  return {
    async close() {
      screen.unmount();
      await screen.waitUntilExit();
    },
  };
}

function Screen({ store }: { store: ScreenStore }) {
  const state = useSyncExternalStore(store.subscribe, store.get);
  const { columns, rows } = useWindowSize();
  useInput((text, key) => {
    const event = eventOf(text, key);
    if (event) store.send(event);
  });
  return createElement(Text, { wrap: "truncate" }, frame(state, columns, rows).join("\n"));
}

const flags = {
  upArrow: "up",
  downArrow: "down",
  pageUp: "page-up",
  pageDown: "page-down",
  home: "home",
  end: "end",
  return: "enter",
  escape: "escape",
  backspace: "backspace",
  delete: "backspace",
} as const satisfies Partial<Record<keyof Key, NamedKey>>;

function eventOf(text: string, key: Key): TopEvent | undefined {
  if (key.ctrl) return text === "c" ? { kind: "key", key: "interrupt" } : undefined;
  for (const [flag, name] of Object.entries(flags))
    if (key[flag as keyof typeof flags]) return { kind: "key", key: name };
  return text === "" || key.meta ? undefined : { kind: "text", text };
}
