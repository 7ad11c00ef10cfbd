import type { AlertSettings, IamSettings, MonitoringSettings } from "../settings.ts";

/** One stack that a fleet looks at. */
export interface PlaceSettings {
  /** the stack as its own file describes it */
  settings: MonitoringSettings;
  /** the account that it is in; absent: the fleet's own */
  accountId?: string;
}

/** How the digest is sent. */
export interface DigestSettings {
  /** EventBridge Scheduler's expression: cron(…) or rate(…), in UTC */
  schedule: string;
  /** hours that a message looks back */
  hours: number;
}

/** A stack that watches no model itself: it shows other stacks side by side and tells of them in one message. */
export interface FleetSettings {
  stack: string;
  /** where its dashboards, its topic and its function are */
  region: string;
  dashboardName: string;
  places: readonly PlaceSettings[];
  /** absent: no messages */
  digest?: DigestSettings;
  alerts: AlertSettings;
  logRetentionDays: number;
  iam?: IamSettings;
  tags: Readonly<Record<string, string>>;
}

/** How a person reads a place: "payments-us-east-1 (us-east-1, account 111122223333)". */
export const placeLabel = ({ settings, accountId }: PlaceSettings): string =>
  `${settings.stack} (${settings.region}${accountId === undefined ? "" : `, account ${accountId}`})`;

/** What stands where other stacks' topics have a severity. */
export const digestSeverity = "digest";
