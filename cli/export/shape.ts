/** How one property of a recorded resource is called elsewhere; "left out" where the format says it otherwise. */
export type Field =
  | string
  | { readonly as: string; readonly of?: Shape; readonly via?: (value: unknown) => unknown }
  | typeof leftOut;

/** Every property that a resource may have: one that isn't listed can't be exported. */
export type Shape = Readonly<Record<string, Field>>;

/** For properties that a format needs no word for. */
export const leftOut = null;

/** A property that no table has a word for. */
export class NoWordError extends Error {
  override readonly name = "NoWordError";
  readonly path: string;
  constructor(path: string) {
    super(`property ${path} is not in the table`);
    this.path = path;
  }
}

/**
 * A resource's inputs in a format's own words.
 * @throws NoWordError for the first property that the shape doesn't list: nothing is left out unseen
 */
export function reworded(inputs: Readonly<Record<string, unknown>>, shape: Shape, path = ""): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([name, value]) => {
      const field = Object.hasOwn(shape, name) ? shape[name] : undefined;
      if (field === undefined) throw new NoWordError(path + name);
      if (field === leftOut || value === undefined || value === null) return [];
      if (typeof field === "string") {
        // A nested object has words of its own, which the table must know.
        if (typeof value === "object" && !isListOfScalars(value)) throw new NoWordError(`${path}${name}.*`);
        return [[field, value]];
      }
      const { as, of, via } = field;
      if (via) return [[as, via(value)]];
      if (!of) return [[as, value]];
      const inner = (one: unknown, at = "") => reworded(one as Record<string, unknown>, of, `${path}${name}${at}.`);
      return [[as, Array.isArray(value) ? value.map((one, at) => inner(one, `[${at}]`)) : inner(value)]];
    }),
  );
}

const isListOfScalars = (value: object): boolean =>
  Array.isArray(value) && value.every((item) => typeof item !== "object" || item === null);
