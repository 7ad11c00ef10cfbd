import { inflateSync, strFromU8 } from "fflate";

/** A text that `buildPage` packed, at once: the browser's own DecompressionStream lets a page that is printed wait. */
export const unpacked = (text: string): string =>
  strFromU8(inflateSync(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))));
