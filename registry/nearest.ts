import { distance } from "fastest-levenshtein";

/**
 * The words that someone may have meant.
 * @param word what was written
 * @param words what is allowed
 * @param count how many at most
 * @returns the nearest of the allowed words, best first; none that shares too little with the word to be a slip; one
 * that differs in its capitals only is the only one
 */
export function nearest(word: string, words: Iterable<string>, count = 3): string[] {
  const written = word.toLowerCase();
  // A name cut short ("claude-opus-5" for "anthropic.claude-opus-5") is as good as a slip of two keys.
  const cost = (candidate: string): number =>
    written.length >= 4 && candidate.includes(written)
      ? Math.min(2, distance(written, candidate))
      : distance(written, candidate);
  const found = [...new Set(words)]
    .map((candidate) => ({ candidate, cost: cost(candidate.toLowerCase()) }))
    .filter(({ candidate, cost }) => cost <= Math.max(2, Math.floor(Math.max(written.length, candidate.length) / 3)))
    .sort((left, right) => left.cost - right.cost || (left.candidate < right.candidate ? -1 : 1));
  return found.slice(0, found[0]?.cost === 0 ? 1 : count).map(({ candidate }) => candidate);
}
