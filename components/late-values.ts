import * as pulumi from "@pulumi/pulumi";

/** A value that is known only while Pulumi runs, and the text that stands for it in the plan. */
export interface LateValue {
  /** part of no other value's text, and of nothing else that a plan holds */
  readonly standIn: string;
  /** a list of texts where `isList` */
  readonly value: pulumi.Output<unknown>;
  /** its stand-in is one item of a list, and the items of the value take its place */
  readonly isList?: boolean;
}

/**
 * Puts late values into the arguments of a component's children, wherever their stand-ins are: whole texts, parts of
 * longer ones (policies, dashboards: there as JSON writes them), and texts within Outputs. What has none stays as it is.
 */
export function fillerFor(late: readonly LateValue[]): (args: pulumi.Inputs) => pulumi.Inputs {
  const byStandIn = new Map(late.map((value) => [value.standIn, value]));
  const any = new RegExp(late.map(({ standIn }) => standIn.replaceAll(/[^\w-]/g, String.raw`\$&`)).join("|"), "g");

  const fillText = (text: string): unknown => {
    const whole = byStandIn.get(text);
    if (whole) return whole.value;
    const parts = [...new Set(text.match(any) ?? [])];
    if (parts.length === 0) return text;
    return pulumi.all(parts.map((part) => byStandIn.get(part)!.value)).apply((values) => {
      const written = new Map(parts.map((part, index) => [part, JSON.stringify(values[index]).slice(1, -1)]));
      return text.replaceAll(any, (part) => written.get(part)!);
    });
  };

  const fillList = (items: readonly unknown[]): unknown => {
    const filled = items.map(fill);
    if (items.some((item) => typeof item === "string" && byStandIn.get(item)?.isList))
      return pulumi.output(filled).apply((values) => values.flat());
    return filled.some((item, index) => item !== items[index]) ? filled : items;
  };

  const fillMap = (map: object): unknown => {
    let changed = false;
    const filled = Object.entries(map).map(([key, value]) => {
      const now = fill(value);
      changed ||= now !== value;
      return [key, now] as const;
    });
    return changed ? Object.fromEntries(filled) : map;
  };

  /** Pulumi's `output` makes plain maps of assets, so they are kept apart from what is filled in. */
  const fillArchive = (archive: pulumi.asset.AssetArchive): pulumi.Output<pulumi.asset.Archive> => {
    const read = Promise.resolve(archive.assets).then(async (assets) => {
      const texts = Object.entries(assets).map(async ([path, asset]) =>
        asset instanceof pulumi.asset.StringAsset ? [[path, await asset.text] as const] : [],
      );
      return { assets, texts: Object.fromEntries((await Promise.all(texts)).flat()) };
    });
    return pulumi
      .output(read.then(({ texts }) => texts))
      .apply((texts) => pulumi.output(fillMap(texts) as Record<string, string>))
      .apply(async (texts) => {
        const filled = Object.entries(texts).map(([path, text]) => [path, new pulumi.asset.StringAsset(text)] as const);
        return new pulumi.asset.AssetArchive({ ...(await read).assets, ...Object.fromEntries(filled) });
      });
  };

  const fillOutput = (output: pulumi.Output<unknown>): pulumi.Output<unknown> =>
    output.apply((known) => {
      const filled = fill(known);
      return filled === known ? known : pulumi.output(filled);
    });

  function fill(value: unknown): unknown {
    if (typeof value === "string") return fillText(value);
    if (pulumi.Output.isInstance<unknown>(value)) return fillOutput(value);
    if (Array.isArray(value)) return fillList(value);
    if (value instanceof pulumi.asset.AssetArchive) return fillArchive(value);
    if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
    return fillMap(value);
  }
  return (args) => fill(args) as pulumi.Inputs;
}
