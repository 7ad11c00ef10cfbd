import type { ProfileUsage } from "../../../monitoring/report/document.ts";
import { h } from "../../browser/element.ts";
import { amount, nothing } from "../../charts/format.ts";
import type { TargetHead } from "../data.ts";
import { shownShares } from "../share.ts";

const kinds: Readonly<Record<ProfileUsage["kind"], string>> = {
  model: "model",
  "system-profile": "system profile",
  "application-profile": "application profile",
};

/** What each profile used, and what each value of the tag that was asked for used. */
export function profilesTable({ perProfile, groups }: TargetHead): HTMLElement {
  const shares = shownShares(perProfile.map(({ share }) => share));
  const atPeak = shownShares(perProfile.map(({ shareAtPeak }) => shareAtPeak ?? 0));
  const byTag = groups && groups.by !== "profile" ? groups : undefined;
  const ofTag = shownShares(byTag?.values.map(({ share }) => share) ?? []);
  return h(
    "details",
    { class: "block", open: perProfile.length > 1 },
    h("summary", {}, "Who used it", h("span", { class: "muted" }, `${perProfile.length} with traffic`)),
    h(
      "div",
      { class: "table-frame", tabindex: 0, role: "group", "aria-label": "Use by profile" },
      h(
        "table",
        { class: "plain-table profiles-table" },
        headRow("Profile", ["Share", "Share at the peak", "Tokens", "Input", "Output", "Requests", "Throttled"]),
        h(
          "tbody",
          {},
          perProfile.map((one, index) =>
            h(
              "tr",
              one.asked ? { class: "is-asked" } : {},
              h(
                "th",
                { scope: "row" },
                one.asked && h("span", { title: "the report was asked for by this profile" }, "→ "),
                one.name,
                h("small", {}, h("code", {}, one.id), ` ${kinds[one.kind]}`),
                Object.entries(one.tags).length > 0 &&
                  h(
                    "small",
                    {},
                    Object.entries(one.tags)
                      .map(([key, value]) => `${key}: ${value}`)
                      .join(", "),
                  ),
              ),
              numbers([
                `${shares[index]} %`,
                one.shareAtPeak === null ? nothing : `${atPeak[index]} %`,
                amount(one.tokens),
                amount(one.inputTokens),
                amount(one.outputTokens),
                amount(one.invocations),
                amount(one.throttles),
              ]),
            ),
          ),
        ),
      ),
      byTag &&
        h(
          "table",
          { class: "plain-table profiles-table" },
          headRow(`Tag ${byTag.by.slice("tag:".length)}`, ["Share", "Tokens", "Requests", "Throttled"]),
          h(
            "tbody",
            {},
            byTag.values.map(({ value, tokens, invocations, throttles }, index) =>
              h(
                "tr",
                {},
                h("th", { scope: "row" }, value ?? h("span", { class: "muted" }, "without the tag")),
                numbers([`${ofTag[index]} %`, amount(tokens), amount(invocations), amount(throttles)]),
              ),
            ),
          ),
        ),
    ),
  );
}

const headRow = (first: string, rest: readonly string[]): HTMLElement =>
  h(
    "thead",
    {},
    h(
      "tr",
      {},
      h("th", { scope: "col" }, first),
      rest.map((head) => h("th", { scope: "col", class: "number" }, head)),
    ),
  );

const numbers = (texts: readonly string[]): HTMLElement[] => texts.map((text) => h("td", { class: "number" }, text));
