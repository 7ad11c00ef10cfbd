import { detailLines } from "./detail-lines.ts";
import { chosenIndex } from "./frame.ts";
import { helpLines } from "./help-lines.ts";
import type { PlaceReading } from "./reading.ts";
import { shownRows } from "./rows.ts";
import { orders, type PlaceState, type TopState } from "./state.ts";
import { answerWho, askWho, isLogged, type WhoAnswer } from "./who.ts";

const namedKeys = [
  "up",
  "down",
  "page-up",
  "page-down",
  "home",
  "end",
  "enter",
  "escape",
  "backspace",
  "interrupt",
] as const;
export type NamedKey = (typeof namedKeys)[number];

export type TopEvent =
  | { kind: "key"; key: NamedKey }
  /** characters that were typed or pasted */
  | { kind: "text"; text: string }
  | { kind: "reading"; place: number; reading: PlaceReading }
  | { kind: "failure"; place: number; why: string }
  /** a reading of a place's invocation logs ended */
  | { kind: "who"; place: number; answer: WhoAnswer }
  | { kind: "time"; now: number };

/** The state after something happened. */
export function update(state: TopState, event: TopEvent): TopState {
  switch (event.kind) {
    case "time":
      return { ...state, now: event.now };
    case "reading":
      return {
        ...atPlace(state, event.place, (one) => ({ ...one, reading: event.reading, failure: undefined })),
        now: Math.max(state.now, event.reading.readAt),
      };
    case "failure":
      return atPlace(state, event.place, (one) => ({ ...one, failure: event.why }));
    case "who":
      return atPlace(state, event.place, (one) => ({ ...one, who: one.who && answerWho(one.who, event.answer) }));
    case "key":
      return event.key === "interrupt" ? { ...state, ended: true } : keyed(state, event.key);
    case "text":
      // What is pasted, or typed faster than it is read, comes as one text.
      return [...event.text].reduce(lettered, state);
  }
}

const atPlace = (state: TopState, index: number, change: (one: PlaceState) => PlaceState): TopState => ({
  ...state,
  places: state.places.map((one, own) => (own === index ? change(one) : one)),
});

const page = 10;
const moves: Partial<Record<NamedKey, number>> = {
  up: -1,
  down: 1,
  "page-up": -page,
  "page-down": page,
  home: Number.NEGATIVE_INFINITY,
  end: Number.POSITIVE_INFINITY,
};

function keyed(state: TopState, key: NamedKey): TopState {
  const by = moves[key];
  if (by !== undefined) return moved(state, by);
  if (state.typing) {
    if (key === "enter") return { ...state, typing: false };
    if (key === "escape") return { ...state, typing: false, filter: "" };
    return key === "backspace" ? { ...state, filter: [...state.filter].slice(0, -1).join("") } : state;
  }
  if (key === "enter") return opened(state);
  if (key !== "escape") return state;
  if (state.help) return { ...state, help: false, scrolled: 0 };
  if (state.opened !== undefined) return { ...state, opened: undefined, scrolled: 0 };
  return { ...state, filter: "" };
}

function opened(state: TopState): TopState {
  const rows = shownRows(state);
  const row = rows[chosenIndex(state, rows)];
  if (!row || state.help || rows.some(({ key }) => key === state.opened)) return state;
  const next = { ...state, opened: row.key, chosen: row.key, scrolled: 0 };
  // The first target that is opened has its place's logs read: they tell of all others, too. It costs, so never while paused.
  return state.paused || row.who === undefined || row.who.asked > 0 ? next : wantingWho(next);
}

/** The logs of the opened target's place are to be read. */
function wantingWho(state: TopState): TopState {
  const row = shownRows(state).find(({ key }) => key === state.opened);
  if (!row || state.help || !isLogged(row.target)) return state;
  const index = state.places.findIndex(({ place }) => place === row.place);
  return atPlace(state, index, (one) => ({ ...one, who: one.who && askWho(one.who) }));
}

/** Whatever is shown moves: lines of a page, or the choice among the rows. */
function moved(state: TopState, by: number): TopState {
  const rows = shownRows(state);
  const row = rows.find(({ key }) => key === state.opened);
  if (state.help || row) {
    // How many lines there are hardly depends on how wide they are; the frame stops at the last one.
    const lines = state.help || !row ? helpLines(state, 80) : detailLines(state, row, 80);
    return { ...state, scrolled: within(state.scrolled + by, lines.length - 1) };
  }
  const to = rows[within(chosenIndex(state, rows) + by, rows.length - 1)];
  return to ? { ...state, chosen: to.key } : state;
}

const within = (index: number, last: number): number => Math.max(0, Math.min(last, index));

const letters: Readonly<Record<string, (state: TopState) => TopState>> = {
  q: (state) => ({ ...state, ended: true }),
  p: (state) => ({ ...state, paused: !state.paused }),
  s: (state) => reordered(state, 1),
  S: (state) => reordered(state, -1),
  "/": (state) => ({ ...state, typing: true, opened: undefined, help: false, scrolled: 0 }),
  b: wantingWho,
  "?": (state) => ({ ...state, help: !state.help, scrolled: 0 }),
  j: (state) => moved(state, 1),
  k: (state) => moved(state, -1),
  g: (state) => moved(state, Number.NEGATIVE_INFINITY),
  G: (state) => moved(state, Number.POSITIVE_INFINITY),
};

function lettered(state: TopState, letter: string): TopState {
  if (letter === "\r" || letter === "\n") return keyed(state, "enter");
  if (state.typing) return /\p{C}/u.test(letter) ? state : { ...state, filter: state.filter + letter };
  return Object.hasOwn(letters, letter) ? letters[letter]!(state) : state;
}

function reordered(state: TopState, by: number): TopState {
  const index = (orders.indexOf(state.order) + by + orders.length) % orders.length;
  return { ...state, order: orders[index]! };
}
