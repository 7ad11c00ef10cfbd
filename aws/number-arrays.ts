/** A JSON text without the arrays of numbers under some keys, which stand in it as indexes into `arrays`. */
export interface CutText {
  text: string;
  /** equal ones of one key may be the same object: not to be written to */
  arrays: readonly Float64Array[];
}

const [zero, nine, comma, closing, dot, minus, plus, smallE, largeE] = Array.from("09,].-+eE", (one) =>
  one.charCodeAt(0),
) as [number, number, number, number, number, number, number, number, number];

/** So many digits are exact in binary, and powers of ten up to the 22nd: one operation on both rounds as it should. */
const mostDigits = 15;
const powers = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** Room for an array that is being read; grows as needed. What is found is copied out of it before anything else runs. */
let room = new Float64Array(8_192);

/**
 * Takes arrays of numbers out of a JSON text while it is still bytes: two to three times as fast as JSON.parse on
 * 100,800 data points, and without an object for each array to collect afterwards. An array that holds anything but plain
 * numbers stays in the text for JSON.parse, and so does one with white space between key and array.
 *
 * In JSON a quotation mark inside a string is written with a backslash, so `"key":[` is never part of one.
 * @param keys whose arrays to take
 */
export function cutNumberArrays(bytes: Buffer, keys: readonly string[]): CutText {
  const starts = keys.map((key) => Buffer.from(`"${key}":[`));
  const next = starts.map((start) => bytes.indexOf(start));
  const arrays: Float64Array[] = [];
  const pieces: string[] = [];
  // Metrics of one model have data in the same minutes, so their times are often the very same bytes.
  const previous: (Read | undefined)[] = keys.map(() => undefined);
  let kept = 0;
  for (;;) {
    let key = -1;
    for (let i = 0; i < next.length; i++) if (next[i]! >= 0 && (key < 0 || next[i]! < next[key]!)) key = i;
    if (key < 0) break;
    const from = next[key]! + starts[key]!.length;
    const before = previous[key];
    const found =
      before && isSame(bytes, from, before) ? { ...before, end: from + before.length } : numbersAt(bytes, from);
    if (found) {
      previous[key] = { from, length: found.end - from, values: found.values };
      pieces.push(bytes.toString("utf8", kept, from - 1), String(arrays.length));
      arrays.push(found.values);
      kept = found.end;
    }
    next[key] = bytes.indexOf(starts[key]!, found?.end ?? from);
  }
  pieces.push(bytes.toString("utf8", kept));
  return { text: pieces.join(""), arrays };
}

/** An array that was read, with the place and the number of its bytes, the closing bracket among them. */
interface Read {
  from: number;
  length: number;
  values: Float64Array;
}

const isSame = (bytes: Buffer, at: number, { from, length }: Read): boolean =>
  bytes.compare(bytes, from, from + length, at, Math.min(at + length, bytes.length)) === 0;

/** The numbers of an array from behind its bracket on, and the place behind its end; undefined: not only numbers. */
function numbersAt(bytes: Buffer, from: number): { values: Float64Array; end: number } | undefined {
  let count = 0;
  let at = from;
  if (bytes[at] === closing) return { values: new Float64Array(0), end: at + 1 };
  for (;;) {
    const begins = at;
    let byte = bytes[at]!;
    const isNegative = byte === minus;
    if (isNegative) byte = bytes[++at]!;
    if (!(byte >= zero && byte <= nine)) return undefined;
    // Nine digits at a time stay small integers, which are several times as fast.
    let digits = byte - zero;
    for (byte = bytes[++at]!; byte >= zero && byte <= nine && at - begins < 9; byte = bytes[++at]!) {
      digits = digits * 10 + (byte - zero);
    }
    let number = digits;
    for (; byte >= zero && byte <= nine; byte = bytes[++at]!) number = number * 10 + (byte - zero);
    let exponent = 0;
    if (byte === dot) {
      const fraction = at + 1;
      for (byte = bytes[++at]!; byte >= zero && byte <= nine; byte = bytes[++at]!) number = number * 10 + (byte - zero);
      exponent = fraction - at;
    }
    const isExact = at - begins <= mostDigits;
    if (byte === smallE || byte === largeE) {
      byte = bytes[++at]!;
      const isSmall = byte === minus;
      if (isSmall || byte === plus) byte = bytes[++at]!;
      let written = 0;
      for (; byte >= zero && byte <= nine; byte = bytes[++at]!) written = written * 10 + (byte - zero);
      exponent += isSmall ? -written : written;
    }
    if (byte !== comma && byte !== closing) return undefined;
    if (count === room.length) {
      const larger = new Float64Array(2 * count);
      larger.set(room);
      room = larger;
    }
    if (!isExact || exponent < -22 || exponent > 22) number = Number(bytes.toString("latin1", begins, at));
    else {
      if (exponent !== 0) number = exponent < 0 ? number / powers[-exponent]! : number * powers[exponent]!;
      if (isNegative) number = -number;
    }
    room[count++] = number;
    at += 1;
    if (byte === closing) return { values: room.slice(0, count), end: at };
  }
}
