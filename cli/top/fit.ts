import { styleText } from "node:util";
import stringWidth from "string-width";
import type { Look } from "./state.ts";

type Style = Parameters<typeof styleText>[0];

/** A piece of a line: its text, and how it looks where there are colours. */
export interface Piece {
  text: string;
  style?: Style | undefined;
}

/** Names come from an account: nothing in them may move the cursor or turn the writing. */
export const clean = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]/gu, "");

/** ASCII, and the signs of this program's own: a column each, known without looking them up, which takes most of a frame. */
const isPlain = (text: string): boolean => /^[ -~▁-█·…≥]*$/.test(text);

/** Columns that a text takes on a terminal. */
export const widthOf = (text: string): number => (isPlain(text) ? text.length : stringWidth(text));

const segmenter = new Intl.Segmenter();

/** A text in at most so many columns; what is cut ends in `end`. */
export function cut(text: string, width: number, end = "…"): string {
  if (text.length <= width && isPlain(text)) return text;
  const whole = clean(text);
  if (widthOf(whole) <= width) return whole;
  if (width < widthOf(end)) return "";
  let kept = "";
  let room = width - widthOf(end);
  for (const { segment } of segmenter.segment(whole)) {
    room -= widthOf(segment);
    if (room < 0) break;
    kept += segment;
  }
  return kept + end;
}

/** A text in exactly so many columns. */
export function fitted(text: string, width: number, align: "left" | "right" = "left", end?: string): string {
  const kept = cut(text, width, end);
  const space = " ".repeat(Math.max(0, width - widthOf(kept)));
  return align === "left" ? kept + space : space + kept;
}

/** What shows that a text was cut. */
export const endFor = ({ unicode }: Look): string => (unicode ? "…" : ".");

/** Pieces as one line, no wider than so many columns, in colours where they are wanted. */
export function line(pieces: readonly Piece[], columns: number, look: Look): string {
  let room = columns;
  let text = "";
  for (const piece of pieces) {
    const kept = cut(piece.text, room, endFor(look));
    const wide = widthOf(kept);
    if (wide === 0) continue;
    room -= wide;
    text += piece.style && look.colours ? styleText(piece.style, kept, { validateStream: false }) : kept;
  }
  return text.trimEnd();
}
