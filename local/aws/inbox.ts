import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { SubscribeCommand } from "@aws-sdk/client-sns";
import { UserError } from "../../stacks/user-error.ts";
import type { AwsClients } from "./clients.ts";

/** A notification as SNS posts it to an http subscriber. sns/latest/dg/http-notification-json */
export interface Notification {
  TopicArn: string;
  Subject?: string;
  Message: string;
  Timestamp: string;
}

/** A subscriber of SNS topics on this machine. */
export interface Inbox {
  /** in the order of arrival */
  notifications: Notification[];
  /** subscribes to a topic and confirms it, as the owner of an endpoint does */
  subscribe(aws: AwsClients, topicArn: string): Promise<void>;
  /** the first notification, also one that is there already, that fits; rejects after the time, in milliseconds */
  waitFor(fits: (notification: Notification) => boolean, milliseconds: number): Promise<Notification>;
  close(): Promise<void>;
}

/** @param onNotification is told of each notification as it comes */
export async function openInbox(onNotification: (notification: Notification) => void = () => {}): Promise<Inbox> {
  const notifications: Notification[] = [];
  const waiting = new Set<() => void>();
  const confirmed = new Set<string>();
  const server = createServer((request, response) => {
    void text(request).then(
      async (body) => {
        const message = JSON.parse(body) as Notification & { Type: string; SubscribeURL?: string };
        if (message.Type === "SubscriptionConfirmation" && message.SubscribeURL !== undefined) {
          await (await fetch(message.SubscribeURL)).text();
          confirmed.add(message.TopicArn);
        } else if (message.Type === "Notification") {
          notifications.push(message);
          onNotification(message);
        }
        response.end();
        for (const look of waiting) look();
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  const until = (holds: () => boolean, milliseconds: number, what: string) =>
    new Promise<void>((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(timer);
        waiting.delete(look);
        settle();
      };
      const timer = setTimeout(
        () => end(() => reject(new UserError(`${what} within ${milliseconds / 1000} s`))),
        milliseconds,
      );
      const look = () => {
        if (holds()) end(resolve);
      };
      waiting.add(look);
      look();
    });

  return {
    notifications,
    async subscribe(aws, TopicArn) {
      await aws.sns.send(new SubscribeCommand({ TopicArn, Protocol: "http", Endpoint: endpoint }));
      await until(() => confirmed.has(TopicArn), 10_000, `${TopicArn} asked for no confirmation`);
    },
    async waitFor(fits, milliseconds) {
      await until(() => notifications.some(fits), milliseconds, "no such notification came");
      return notifications.find(fits)!;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
