import { h } from "./element.ts";

export interface TabEntry<Name extends string> {
  name: Name;
  label: string;
  /** shown small beside the label */
  count?: string;
  panel: HTMLElement;
}

/** A row of tabs with their panels, worked with arrow keys, Home and End as well as the mouse. */
export function tabList<Name extends string>(
  label: string,
  entries: readonly TabEntry<Name>[],
  onSelect: (name: Name) => void,
) {
  const buttons = new Map(
    entries.map(({ name, label: text, count, panel }) => {
      panel.id = `panel-${name}`;
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", `tab-${name}`);
      const button = h(
        "button",
        {
          type: "button",
          role: "tab",
          id: `tab-${name}`,
          "aria-controls": panel.id,
          class: "tab",
          onclick: () => onSelect(name),
        },
        text,
        count !== undefined && h("span", { class: "count" }, count),
      );
      return [name, button] as const;
    }),
  );
  const names = entries.map(({ name }) => name);

  function onkeydown(event: KeyboardEvent): void {
    const at = names.findIndex((name) => buttons.get(name) === document.activeElement);
    if (at < 0) return;
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: names.length - 1 }[event.key];
    const name = to === undefined ? undefined : names[(to + names.length) % names.length];
    if (name === undefined) return;
    event.preventDefault();
    onSelect(name);
    buttons.get(name)?.focus();
  }

  return {
    element: h("div", { role: "tablist", "aria-label": label, class: "tabs", onkeydown }, [...buttons.values()]),
    select(selected: Name): void {
      for (const { name, panel } of entries) {
        const button = buttons.get(name);
        button?.setAttribute("aria-selected", String(name === selected));
        button?.setAttribute("tabindex", name === selected ? "0" : "-1");
        panel.hidden = name !== selected;
      }
    },
  };
}
