import { setTimeout as pause } from "node:timers/promises";
import { jsonLog, type Log } from "../../quota-publisher/log.ts";
import { type Addresses, rememberedAddresses } from "./addresses.ts";
import { type Notice, noticeOf } from "./notice.ts";
import { post } from "./post.ts";
import { slackMessage } from "./slack.ts";
import type { SnsMessage } from "./sns-event.ts";
import { teamsMessage } from "./teams.ts";
import type { Webhook } from "./webhook.ts";

export interface DeliveryOptions {
  webhooks: readonly Webhook[];
  /** the text of a secret; rejects when it can't be read */
  readSecret: (secretArn: string, signal: AbortSignal) => Promise<string>;
  log?: (requestId: string | undefined) => Log;
  fetcher?: typeof fetch;
  addresses?: Addresses;
  /** milliseconds that one run may take, inside the function's time-out; only tests ask for less */
  timeLimit?: number;
  /** milliseconds before the second try, twice that before the third, where the service names no time */
  firstPause?: number;
}

export type Delivery = (messages: readonly SnsMessage[], requestId: string | undefined) => Promise<void>;

const mostTries = 3;
/** Messages remembered as delivered, so that a run that is tried again posts only those that failed. */
const remembered = 1_000;

const bodies = { slack: slackMessage, teams: teamsMessage } as const;

/**
 * Posts a topic's messages to the webhooks that are for the topic.
 *
 * **Errors.** Each webhook is tried up to three times within the run, as late as the service asks for. A URL that is
 * refused is read again from its secret, once. What then failed rejects the run: Lambda repeats it after one minute and
 * two more, and at last keeps the event in the dead-letter queue, which the alarm `notifier` counts.
 * Nothing here names a URL or a secret's text: a webhook is known by its place in the config.
 */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { webhooks, log = jsonLog, timeLimit = 25_000 } = options;
  const addresses = options.addresses ?? rememberedAddresses();
  const sent = new Set<string>();

  return async (messages, requestId) => {
    const write = log(requestId);
    const run = { ...options, addresses, write, signal: AbortSignal.timeout(timeLimit), end: Date.now() + timeLimit };
    const wanted = messages.flatMap((message) =>
      webhooks.flatMap((webhook, index) =>
        webhook.topics.includes(nameOf(message.topicArn))
          ? [{ message, webhook, place: `alerts.webhooks[${index}]` }]
          : [],
      ),
    );
    const results = await Promise.all(
      wanted.map(async ({ message, webhook, place }): Promise<string[]> => {
        const key = `${message.id} ${place}`;
        if (sent.has(key)) return [];
        const about = { webhook: place, type: webhook.type, topic: nameOf(message.topicArn), message: message.id };
        const notice = noticeOf(message);
        const outcome = await deliver(webhook, notice, place, run);
        if (outcome.why !== undefined) {
          write("ERROR", "webhook-failed", {
            ...about,
            test: notice.isTest ?? false,
            tries: outcome.tries,
            why: outcome.why,
          });
          return [`${place} (${webhook.type}): ${outcome.why}`];
        }
        write("INFO", "webhook-told", {
          ...about,
          test: notice.isTest ?? false,
          tries: outcome.tries,
          status: outcome.status,
        });
        sent.add(key);
        if (sent.size > remembered) sent.delete(sent.values().next().value ?? "");
        return [];
      }),
    );
    const failures = results.flat();
    if (failures.length > 0) throw new Error(`${failures.length} of ${wanted.length} webhooks: ${failures.join("; ")}`);
  };
}

const nameOf = (topicArn: string): string => topicArn.slice(topicArn.lastIndexOf(":") + 1);

interface Run extends DeliveryOptions {
  addresses: Addresses;
  write: Log;
  signal: AbortSignal;
  /** when the run is over, milliseconds since 1970 */
  end: number;
}

interface Outcome {
  tries: number;
  status?: number;
  /** absent where it was delivered */
  why?: string;
}

async function deliver(webhook: Webhook, notice: Notice, place: string, run: Run): Promise<Outcome> {
  const { fetcher = fetch, firstPause = 1_000, signal, end } = run;
  const body = JSON.stringify(bodies[webhook.type](notice));
  let url: string;
  let isFresh = false;
  try {
    url = await addressOf(webhook, place, run, false);
  } catch (error) {
    return { tries: 0, why: secretTrouble(error) };
  }
  for (let tries = 1; ; tries++) {
    const posted = await post(fetcher, url, body, signal);
    if (posted.done) return { tries, status: posted.status };
    const { why, again, refused, wait = firstPause * 2 ** (tries - 1) } = posted;
    if (tries === mostTries) return { tries, why };
    if (refused && !isFresh) {
      isFresh = true;
      try {
        const now = await addressOf(webhook, place, run, true);
        if (now === url) return { tries, why: `${why}; the secret still holds this URL` };
        url = now;
        continue;
      } catch (error) {
        return { tries, why: `${why}; ${secretTrouble(error)}` };
      }
    }
    if (!again) return { tries, why };
    if (Date.now() + wait >= end)
      return { tries, why: `${why}; asked to wait ${Math.ceil(wait / 1_000)} s, longer than this run` };
    await pause(wait);
  }
}

async function addressOf(webhook: Webhook, place: string, run: Run, fresh: boolean): Promise<string> {
  const { addresses, readSecret, write, signal } = run;
  const { url, known, stale } = await addresses.of(webhook, (arn) => readSecret(arn, signal), fresh);
  if (stale !== undefined) write("WARN", "webhook-secret-unread", { webhook: place, why: secretTrouble(stale) });
  if (!known) write("WARN", "webhook-host-unknown", { webhook: place, type: webhook.type });
  return url;
}

/** Our own errors speak of no content; AWS's are told by their names, as its texts are not ours. */
function secretTrouble(error: unknown): string {
  const { name, message } = error as Error;
  return name === "Error" ? message : `its secret can't be read: ${name}`;
}
