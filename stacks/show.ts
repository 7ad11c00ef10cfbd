const longestShown = 80;

/** Longest sentence of a report: some name what the config holds, and that can be of any length. */
const longestSentence = 1000;

/** Key under which Pulumi keeps what it encrypted. */
const encryptedKey = "secure";
const masked = "[secret]";

/**
 * A value as a report shows it: JSON on one line, cut short, without encrypted parts. Numbers that JSON has no word for
 * are written as they are. Reads no more of the value than it shows, so that neither its size nor its depth matters.
 */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  return cut(start(value, longestShown + 1), longestShown);
}

/** The first characters of a value's JSON, at least `room` of them where there are so many. */
function start(value: unknown, room: number): string {
  if (typeof value === "string") return JSON.stringify(withoutPath(value.slice(0, room)));
  if (typeof value !== "object" || value === null) return String(value);
  const isList = Array.isArray(value);
  let text = isList ? "[" : "{";
  // Not Object.entries: it would copy a large map.
  for (const key in value) {
    if (!Object.hasOwn(value, key)) continue;
    if (text.length > room) return text;
    if (text.length > 1) text += ",";
    if (!isList) text += `${start(key, room)}:`;
    const item = (value as Record<string, unknown>)[key];
    text += start(!isList && key === encryptedKey ? masked : item, room - text.length);
  }
  return text + (isList ? "]" : "}");
}

/** No key takes a URL; one that stands somewhere is most likely a webhook's, whose path is its password. */
const withoutPath = (text: string): string => text.replace(/^(\s*https?:\/\/[^/?#]*[/?#]).+/s, `$1${masked}`);

/** What stands at a path, or a word in its place where it may be encrypted. */
export const foundAt = (path: string, found: unknown): unknown =>
  found !== undefined && new RegExp(`(^|\\.)${encryptedKey}$`).test(path) ? masked : found;

function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  // Half of a surrogate pair is no character.
  return `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/**
 * A sentence for a terminal: cut where it is very long, and with control, direction and invisible characters escaped.
 * What a file holds must not steer the terminal it is shown in.
 */
export const printable = (text: string): string =>
  cut(text, longestSentence).replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
  });
