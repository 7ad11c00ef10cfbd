import { randomFrom } from "../../monitoring/simulation/random.ts";

/** Normal numbers, always the same for a seed. */
export function normalFrom(seed: string): () => number {
  const random = randomFrom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/**
 * Tokens a minute over whole days: busy by day, quiet at night, each minute with a noise of its own.
 * @param levels of each day
 * @returns 1,440 values a day
 */
export function minutesOf(levels: readonly number[], seed: string): Float64Array {
  const normal = normalFrom(seed);
  const values = new Float64Array(levels.length * 1_440);
  for (let i = 0; i < values.length; i++) {
    const course = 0.55 - 0.45 * Math.cos((2 * Math.PI * (i % 1_440)) / 1_440);
    values[i] = Math.round(levels[Math.floor(i / 1_440)]! * course * Math.exp(0.2 * normal()));
  }
  return values;
}

/** Levels that grow by so much a week, with a noise of days. @param growth 0.05 for 5 % */
export function growingLevels(days: number, first: number, growth: number, seed: string, noise = 0.05): number[] {
  const normal = normalFrom(seed);
  return Array.from({ length: days }, (_, at) => first * Math.exp((Math.log1p(growth) * at) / 7 + noise * normal()));
}
