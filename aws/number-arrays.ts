/** A JSON text without the arrays of numbers under some keys, which stand in it as indexes into `arrays`. */
export interface CutText {
  text: string;
  arrays: Float64Array[];
}

const [zero, nine, comma, closing, dot, minus, plus, smallE, largeE] = Array.from("09,].-+eE", (one) =>
  one.charCodeAt(0),
) as [number, number, number, number, number, number, number, number, number];

/** Whole numbers up to here, and powers of ten up to the 22nd, are exact in binary: so is one such operation on them. */
const exactBelow = 2 ** 53 / 10 - 1;
const powers = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** Room for an array that is being read; grows as needed. What is found is copied out of it before anything else runs. */
let room = new Float64Array(8_192);

/**
 * Takes arrays of numbers out of a JSON text while it is still bytes: three times as fast as JSON.parse on 100,800
 * data points, and without an object for each array to collect afterwards. An array that holds anything but plain
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
  let kept = 0;
  for (;;) {
    let key = -1;
    for (let i = 0; i < next.length; i++) if (next[i]! >= 0 && (key < 0 || next[i]! < next[key]!)) key = i;
    if (key < 0) break;
    const from = next[key]! + starts[key]!.length;
    const found = numbersAt(bytes, from);
    if (found) {
      pieces.push(bytes.toString("utf8", kept, from - 1), String(arrays.length));
      arrays.push(found.values);
      kept = found.end;
    }
    next[key] = bytes.indexOf(starts[key]!, found?.end ?? from);
  }
  pieces.push(bytes.toString("utf8", kept));
  return { text: pieces.join(""), arrays };
}

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
    let digits = 0;
    let exponent = 0;
    let isExact = byte >= zero && byte <= nine;
    if (!isExact) return undefined;
    for (; byte >= zero && byte <= nine; byte = bytes[++at]!) {
      if (digits > exactBelow) isExact = false;
      digits = digits * 10 + (byte - zero);
    }
    if (byte === dot) {
      for (byte = bytes[++at]!; byte >= zero && byte <= nine; byte = bytes[++at]!) {
        if (digits > exactBelow) isExact = false;
        digits = digits * 10 + (byte - zero);
        exponent -= 1;
      }
    }
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
    room[count++] =
      isExact && exponent >= -22 && exponent <= 22
        ? (isNegative ? -1 : 1) * (exponent < 0 ? digits / powers[-exponent]! : digits * powers[exponent]!)
        : Number(bytes.toString("latin1", begins, at));
    at += 1;
    if (byte === closing) return { values: room.slice(0, count), end: at };
  }
}
