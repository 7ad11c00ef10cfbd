import type { Readable } from "node:stream";
import { json } from "node:stream/consumers";
import type { CloudWatchClient, GetMetricDataCommand, GetMetricDataCommandOutput } from "@aws-sdk/client-cloudwatch";

/** One page of GetMetricData with its times as numbers. */
export interface PagePoints {
  results: {
    id: string;
    /** Complete, PartialData, InternalError or Forbidden */
    status: string;
    messages: string[];
    /** epoch seconds */
    times: ArrayLike<number>;
    values: ArrayLike<number>;
  }[];
  messages: string[];
  nextToken: string | undefined;
}

interface WireMessage {
  Code?: string;
  Value?: string;
}
interface WirePage {
  MetricDataResults?: {
    Id?: string;
    StatusCode?: string;
    Messages?: WireMessage[];
    Timestamps?: ArrayLike<number>;
    Values?: ArrayLike<number>;
  }[];
  Messages?: WireMessage[];
  NextToken?: string;
}

type Middlewares = GetMetricDataCommand["middlewareStack"];

/** What a step of the SDK gets from the steps under it. */
interface Answer {
  response: unknown;
  output: GetMetricDataCommandOutput;
}

/**
 * Sends GetMetricData and reads its points.
 *
 * The SDK makes a Date of every time, which takes most of a page's 100 ms (100,800 points; docs/decisions/own-code.md).
 * So a JSON answer is parsed before the SDK reads it; an answer of any other kind is left to the SDK.
 */
export function readPoints(
  client: CloudWatchClient,
): (command: GetMetricDataCommand, abortSignal?: AbortSignal) => Promise<PagePoints> {
  return async (command, abortSignal) => {
    let page: WirePage | undefined;
    const takePoints = (next: (args: never) => Promise<Answer>) => async (args: never) => {
      const result = await next(args);
      const answer = result.response as { statusCode: number; headers: Record<string, string>; body: unknown };
      if (answer.statusCode !== 200 || !/json/.test(answer.headers["content-type"] ?? "")) return result;
      page = (await json(answer.body as Readable)) as WirePage;
      answer.body = Buffer.from("{}");
      return result;
    };
    command.middlewareStack.addRelativeTo(takePoints as unknown as Parameters<Middlewares["addRelativeTo"]>[0], {
      relation: "after",
      toMiddleware: "deserializerMiddleware",
      name: "takePoints",
      override: true,
    });
    const output = await client.send(command, abortSignal === undefined ? {} : { abortSignal });
    return page ? ofWire(page) : ofOutput(output);
  };
}

const text = ({ Code, Value }: WireMessage): string => [Code, Value].filter(Boolean).join(": ");

const ofWire = ({ MetricDataResults = [], Messages = [], NextToken }: WirePage): PagePoints => ({
  results: MetricDataResults.map(({ Id = "", StatusCode = "", Messages: said, Timestamps = [], Values = [] }) => ({
    id: Id,
    status: StatusCode,
    messages: (said ?? []).map(text),
    times: Timestamps,
    values: Values,
  })),
  messages: Messages.map(text),
  nextToken: NextToken,
});

const ofOutput = (output: GetMetricDataCommandOutput): PagePoints =>
  ofWire({
    ...output,
    MetricDataResults: (output.MetricDataResults ?? []).map((result) => ({
      ...result,
      Timestamps: (result.Timestamps ?? []).map((time) => time.getTime() / 1000),
    })),
  } as WirePage);
