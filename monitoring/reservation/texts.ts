import type { ReservationSettings } from "../settings.ts";
import type { ReservationFigures } from "./reservation.ts";

/** Begins the label of a line that is an upper bound, measured by nobody. */
export const atMost = "at most: ";

/** Where a reservation is seen, for people. */
export function sourceText(settings: ReservationSettings): string {
  switch (settings.source) {
    case "logs":
      return `the invocation logs in ${settings.logGroup}`;
    case "client":
      return `the applications ${settings.applications.join(", ")} (client library)`;
    case "estimate":
      return "an estimate alone";
  }
}

/** What is taken of a request without max_tokens, for people. */
function assumedText({ settings, maxTokens }: ReservationFigures): string {
  const requests = settings.source === "estimate" ? "Every request counts" : "A request without max_tokens counts";
  if (maxTokens === undefined) return "Requests without max_tokens are left out: set reservation.maxTokens.";
  const why = settings.maxTokens === undefined ? "the model's largest; Bedrock's own default is unverified" : "config";
  return `${requests} as ${maxTokens.toLocaleString("en-US")} (${why}).`;
}

/** What a source does not show, the gravest first. */
export function blindSpots({ source }: ReservationSettings): string {
  switch (source) {
    case "logs":
      return "Not seen: bodies over 100 KB and logs of metadata alone (counted as requests without a body, and in nothing else), calls while logging is off, mantle.";
    case "client":
      return "Not seen: calls of applications that are not named, or don't use the library.";
    case "estimate":
      return "Not seen: what requests really ask for. It is an upper bound.";
  }
}

/** What the figures are and rest on, in a few sentences. */
export const reservationText = (figures: ReservationFigures): string =>
  `Reservation: from ${sourceText(figures.settings)}. ${assumedText(figures)} ${blindSpots(figures.settings)}`;
