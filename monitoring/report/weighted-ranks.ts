/**
 * Nearest-rank values of numbers that each count several times: for each rank the smallest value that, with all that
 * are not larger, counts at least so much. By selection, which is several times as fast as sorting.
 * @param values in any order; are put into another
 * @param weights how often each counts; are moved along
 * @param ranks lowest first, each above 0 and at most the sum of the weights
 */
export function valuesAtRanks(values: Float64Array, weights: Float64Array, ranks: readonly number[]): number[] {
  let from = 0;
  let before = 0;
  let seed = 1;
  return ranks.map((rank) => {
    let first = from;
    let last = values.length - 1;
    // What lies before `first` is not larger and counts `below`.
    let below = before;
    while (first < last) {
      // A place without a pattern: daily waves would make a fixed one slow.
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
      const pivot = values[first + (seed % (last - first + 1))]!;
      let up = first;
      let down = last;
      while (up <= down) {
        while (values[up]! < pivot) up += 1;
        while (values[down]! > pivot) down -= 1;
        if (up > down) break;
        swap(values, up, down);
        swap(weights, up, down);
        up += 1;
        down -= 1;
      }
      // Up to `down` nothing is larger than the pivot, from `up` on nothing smaller; between them all are the pivot.
      const left = below + sum(weights, first, down);
      if (rank <= left) {
        last = down;
        continue;
      }
      const reached = left + sum(weights, down + 1, up - 1);
      if (rank <= reached) {
        first = down + 1;
        below = left;
        break;
      }
      first = up;
      below = reached;
    }
    from = first;
    before = below;
    return values[first]!;
  });
}

function swap(numbers: Float64Array, a: number, b: number): void {
  const kept = numbers[a]!;
  numbers[a] = numbers[b]!;
  numbers[b] = kept;
}

function sum(numbers: Float64Array, first: number, last: number): number {
  let total = 0;
  for (let i = first; i <= last; i++) total += numbers[i]!;
  return total;
}
