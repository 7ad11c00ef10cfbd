import { h } from "../../browser/element.ts";
import type { TargetHead } from "../data.ts";

/** What can be the cause of a target's standing, and what to do about it; nothing for one that is ok. */
export function whatToDo({ causes, steps }: TargetHead): HTMLElement | false {
  if (causes.length + steps.length === 0) return false;
  const part = (title: string, list: HTMLElement) => h("div", {}, h("h3", {}, title), list);
  return h(
    "div",
    { class: "what-to-do" },
    causes.length > 0 &&
      part(
        "Because, the likeliest first",
        h(
          "ul",
          {},
          causes.map((cause) => h("li", {}, cause)),
        ),
      ),
    steps.length > 0 &&
      part(
        "Do this",
        h(
          "ol",
          {},
          steps.map(({ text, url }) =>
            h(
              "li",
              {},
              url === undefined ? text : h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text),
            ),
          ),
        ),
      ),
  );
}
