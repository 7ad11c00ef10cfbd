import { setImmediate as turn } from "node:timers/promises";
import type { Attributes, Counter, Histogram, Meter } from "@opentelemetry/api";
import { type Point, pointsOf } from "./metrics.ts";
import type { Publisher } from "./publisher.ts";

export interface OpenTelemetryOptions {
  /** The meter to record with; by default one of the global provider, named "@bedrock-headroom/client". */
  meter?: Meter;
}

/** Values recorded before others get their turn. */
const atOnce = 1000;

/**
 * Records with an OpenTelemetry meter: totals as counters, each request's values in histograms. OpenTelemetry knows no
 * time but that of recording, so a minute's figures appear when the minute has ended.
 */
export function openTelemetry({ meter }: OpenTelemetryOptions = {}): Publisher {
  const counters = new Map<string, Counter>();
  const histograms = new Map<string, Histogram>();
  let found: Promise<Meter> | undefined;

  function counter(from: Meter, name: string): Counter {
    const made = counters.get(name) ?? from.createCounter(nameOf(name), { unit: unitOf(name) });
    counters.set(name, made);
    return made;
  }

  function histogram(from: Meter, name: string): Histogram {
    const made = histograms.get(name) ?? from.createHistogram(nameOf(name), { unit: unitOf(name) });
    histograms.set(name, made);
    return made;
  }

  async function record(from: Meter, point: Point, attributes: Attributes): Promise<void> {
    if ("total" in point) return counter(from, point.name).add(point.total, attributes);
    const into = histogram(from, point.name);
    let left = atOnce;
    for (const [slot, value] of point.values.entries()) {
      for (let count = point.counts[slot] ?? 0; count > 0; count--) {
        into.record(value, attributes);
        if (--left > 0) continue;
        await turn();
        left = atOnce;
      }
    }
  }

  return {
    async publish({ application, records, dropped }) {
      found ??= meter ? Promise.resolve(meter) : globalMeter();
      const from = await found;
      for (const one of records) {
        const { region, endpoint, modelId } = one.series;
        const attributes = { application, endpoint, "cloud.region": region, "gen_ai.request.model": modelId };
        for (const point of pointsOf(one)) await record(from, point, attributes);
      }
      if (dropped > 0) counter(from, "DroppedRecords").add(dropped, { application });
      return { keep: [], refused: 0, toldDropped: true };
    },
  };
}

async function globalMeter(): Promise<Meter> {
  const { metrics } = await import("@opentelemetry/api");
  return metrics.getMeter("@bedrock-headroom/client");
}

/** "MaxTokens" → "bedrock.headroom.max_tokens" */
const nameOf = (name: string): string =>
  `bedrock.headroom${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace("_", ".")}`;

const unitOf = (name: string): string =>
  name === "HeldTokenSeconds"
    ? "{token}.s"
    : name.endsWith("Tokens") && !name.startsWith("Requests")
      ? "{token}"
      : "{request}";
