import { h, replace, svg } from "./element.ts";

type Theme = "light" | "dark";

const dark = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();
const resolved = new Map<string, string>();
let probe: HTMLElement | undefined;

const currentTheme = (): Theme => {
  const chosen = document.documentElement.dataset["theme"];
  return chosen === "light" || chosen === "dark" ? chosen : dark.matches ? "dark" : "light";
};

/**
 * Calls back whenever the colours change.
 * @returns a function that ends it
 */
export function onThemeChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function changed(): void {
  resolved.clear();
  for (const listener of listeners) listener();
}
dark.addEventListener("change", changed);

// Paper is white.
let chosenBeforePrint: string | undefined;
addEventListener("beforeprint", () => {
  chosenBeforePrint = document.documentElement.dataset["theme"];
  document.documentElement.dataset["theme"] = "light";
  changed();
});
addEventListener("afterprint", () => {
  if (chosenBeforePrint === undefined) delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = chosenBeforePrint;
  changed();
});

/** A colour of the page's style sheet as a canvas takes it. */
export function themeColour(name: `--${string}`): string {
  const known = resolved.get(name);
  if (known) return known;
  // Only an element's own colour is resolved for light and dark; the variable itself is not.
  probe ??= document.body.appendChild(h("span", { hidden: true }));
  probe.style.color = `var(${name})`;
  const colour = getComputedStyle(probe).color;
  resolved.set(name, colour);
  return colour;
}

const icons: Record<Theme, string> = {
  light:
    "M8 1.5v1.6M8 12.9v1.6M1.5 8h1.6M12.9 8h1.6M3.4 3.4l1.1 1.1M11.5 11.5l1.1 1.1M3.4 12.6l1.1-1.1M11.5 4.5l1.1-1.1M11 8a3 3 0 1 1-6 0 3 3 0 0 1 6 0Z",
  dark: "M13.5 9.6A5.8 5.8 0 0 1 6.4 2.5a5.8 5.8 0 1 0 7.1 7.1Z",
};

/** A button that changes between light and dark; without it the page follows the system. */
export function themeButton(): HTMLButtonElement {
  const button = h("button", { type: "button", class: "icon-button", onclick: toggle });
  const draw = () => {
    const next: Theme = currentTheme() === "dark" ? "light" : "dark";
    button.setAttribute("aria-label", `Change to ${next} colours`);
    button.title = `Change to ${next} colours`;
    replace(
      button,
      svg(
        "svg",
        { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" },
        svg("path", {
          d: icons[next],
          fill: "none",
          stroke: "currentColor",
          "stroke-width": 1.4,
          "stroke-linecap": "round",
        }),
      ),
    );
  };
  function toggle(): void {
    document.documentElement.dataset["theme"] = currentTheme() === "dark" ? "light" : "dark";
    changed();
  }
  onThemeChange(draw);
  draw();
  return button;
}
