/**
 * The members of a JSON object, found without reading what is in them: a prompt of a million characters is stepped over,
 * not parsed. Only outlines are checked, so text that is no JSON may pass: what is asked for is parsed when asked.
 */
export interface Members {
  has(name: string): boolean;
  /** The value, parsed; undefined when there's none, or none that is JSON. Meant for small values. */
  get(name: string): unknown;
}

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const isOpening = (code: number): boolean => code === 0x5b || code === 0x7b;
const isClosing = (code: number): boolean => code === 0x5d || code === 0x7d;

/** @returns undefined for anything but an object, or one that doesn't end */
export function skim(text: string): Members | undefined {
  let at = afterSpace(text, 0);
  if (text[at] !== "{") return undefined;
  const spans = new Map<string, [start: number, end: number]>();
  at = afterSpace(text, at + 1);
  while (text[at] !== "}") {
    const keyEnd = text.charCodeAt(at) === quote ? endOfString(text, at) : -1;
    if (keyEnd < 0) return undefined;
    const key = nameOf(text.slice(at, keyEnd));
    at = afterSpace(text, keyEnd);
    if (text.charCodeAt(at) !== colon) return undefined;
    const start = afterSpace(text, at + 1);
    const end = endOfValue(text, start);
    if (end < 0) return undefined;
    spans.set(key, [start, end]);
    at = afterSpace(text, end);
    if (text.charCodeAt(at) === comma) at = afterSpace(text, at + 1);
    else if (text[at] !== "}") return undefined;
  }
  return {
    has: (name) => spans.has(name),
    get(name) {
      const span = spans.get(name);
      return span && parsed(text.slice(...span));
    },
  };
}

/** The text of a body, for skimming: bytes as Latin-1, whose structure is that of UTF-8. Undefined when it can't be seen. */
export function textOf(body: unknown): string | undefined {
  if (typeof body === "string") return body;
  if (body instanceof ArrayBuffer) return Buffer.from(body).toString("latin1");
  if (!ArrayBuffer.isView(body)) return undefined;
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("latin1");
}

/** @returns undefined for text that is no JSON */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const nameOf = (key: string): string => (key.includes("\\") ? String(parsed(key)) : key.slice(1, -1));

function afterSpace(text: string, at: number): number {
  for (; ; at++) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at;
  }
}

/** @param at of its opening quote. @returns the index after its closing one; -1 when there's none */
function endOfString(text: string, at: number): number {
  for (let end = text.indexOf('"', at + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text[end - 1 - escapes] === "\\") escapes++;
    if (escapes % 2 === 0) return end + 1;
  }
  return -1;
}

function endOfValue(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === quote) return endOfString(text, at);
  return isOpening(code) ? endOfNested(text, at) : endOfWord(text, at);
}

function endOfNested(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      const end = endOfString(text, at);
      if (end < 0) return -1;
      at = end - 1;
    } else if (isOpening(code)) depth++;
    else if (isClosing(code) && --depth === 0) return at + 1;
  }
  return -1;
}

/** A number, true, false or null. */
function endOfWord(text: string, start: number): number {
  const word = /[-+.\w]+/y;
  word.lastIndex = start;
  return word.test(text) ? word.lastIndex : -1;
}
