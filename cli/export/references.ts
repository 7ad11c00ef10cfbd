import type { RecordedResource } from "../../preview/recording-engine.ts";
import { type OutputsOf, standInOutputs } from "../../preview/stand-in-outputs.ts";

/**
 * A piece of a text that the program made: as it stands, the account's id, or what is known of a resource only once it is
 * made.
 */
export type Part = string | { account: true } | Reference;

export interface Reference {
  urn: string;
  /** an output by Pulumi's name: `id`, `arn`, `isolatedSubnetIds.0` */
  output: string;
}

export const isReference = (part: Part): part is Reference => typeof part === "object" && "urn" in part;

/** Around what stands for an output. From Unicode's private use area: no config holds them, and JSON leaves them as they are. */
const [open, close] = ["\uE000", "\uE001"];
const mark = /\uE000(\d+) ([^\uE001]*)\uE001/g;

export interface References {
  /** tells the program of each resource marks in place of ids and ARNs, wherever it puts them */
  outputsOf: OutputsOf;
  /** a text that refers to an output, as the program's own do */
  referTo(urn: string, output: string): string;
  /** what a recorded text is made of */
  partsOf(text: string): Part[];
  /** a value of a recorded resource, as it would be with the ids and ARNs that the preview has */
  asPreviewed(resources: readonly RecordedResource[]): RecordedResource[];
}

/**
 * Follows what becomes of the resources' outputs: a program that is given marks instead of ids and ARNs puts them into
 * policies, variables and other resources' inputs, where they are found again.
 * @param account the id that stands for whichever account the export is used in; absent where it is for one account
 */
export function followReferences(account: string | undefined): References {
  const marked: { type: string; name: string; standIn: ReadonlyMap<string, string> }[] = [];
  const urnOf = new Map<number, string>();
  const indexOf = new Map<string, number>();

  const outputsOf: OutputsOf = (type, name, inputs, place) => {
    const index = marked.length;
    const { id, outputs } = standInOutputs(type, name, plainInputs(inputs) as typeof inputs, place);
    const standIn = new Map<string, string>();
    const marks = (output: string, value: unknown): unknown => {
      if (Array.isArray(value)) return value.map((item, at) => marks(`${output}.${at}`, item));
      if (typeof value !== "string") return value;
      standIn.set(output, value);
      return `${open}${index} ${output}${close}`;
    };
    marked.push({ type, name, standIn });
    return {
      id: marks("id", id) as string,
      outputs: Object.fromEntries(Object.entries(outputs).map(([output, value]) => [output, marks(output, value)])),
    };
  };

  /** Texts with marks as the preview would have them. */
  const plainText = (text: string): string =>
    text.replaceAll(mark, (_all, index: string, output: string) => marked[Number(index)]?.standIn.get(output) ?? "");
  function plainInputs(value: unknown): unknown {
    return mapTexts(value, plainText);
  }

  return {
    outputsOf,
    referTo: (urn, output) => `${open}${indexOf.get(urn)} ${output}${close}`,
    partsOf(text) {
      const parts: Part[] = [];
      let at = 0;
      const literal = (piece: string) => {
        if (account === undefined) return piece === "" ? [] : [piece];
        return piece
          .split(account)
          .flatMap((each, index): Part[] => [...(index > 0 ? [{ account: true } as const] : []), each])
          .filter((part) => part !== "");
      };
      for (const found of text.matchAll(mark)) {
        const urn = urnOf.get(Number(found[1]));
        if (urn === undefined) throw new RangeError(`No resource stands behind mark ${found[1]}.`);
        parts.push(...literal(text.slice(at, found.index)), { urn, output: found[2] ?? "" });
        at = found.index + found[0].length;
      }
      return [...parts, ...literal(text.slice(at))];
    },
    asPreviewed(resources) {
      // Marks are numbered in the order in which resources are answered, which is that of the recording.
      let index = 0;
      for (const { urn, name, custom, remote } of resources) {
        if (!custom && !remote) continue;
        if (marked[index]?.name !== name) throw new RangeError(`Mark ${index} is not of ${name}.`);
        indexOf.set(urn, index);
        urnOf.set(index++, urn);
      }
      return resources.map((resource) => ({
        ...resource,
        inputs: plainInputs(resource.inputs) as RecordedResource["inputs"],
      }));
    },
  };
}

/** A value with each of its texts changed. */
export function mapTexts(value: unknown, change: (text: string) => unknown): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, mapTexts(field, change)]));
}
