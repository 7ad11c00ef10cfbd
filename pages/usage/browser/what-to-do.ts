import { type Child, h } from "../../browser/element.ts";
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
              url === undefined
                ? withCommands(text)
                : h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, withCommands(text)),
            ),
          ),
        ),
      ),
  );
}

/** A step's text: what stands between backticks is a command. */
const withCommands = (text: string): Child[] =>
  text.split("`").map((part, index) => (index % 2 === 1 ? h("code", {}, part) : part));
