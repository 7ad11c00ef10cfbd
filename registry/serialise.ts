/**
 * Writes a registry file: an object whose lists and tables have one compact line for each entry, so that a diff shows
 * what changed, entry by entry.
 * @returns JSON text that ends in a line break
 */
export function serialise(document: object): string {
  const lines = Object.entries(document).map(([key, value]) => {
    const head = `  ${JSON.stringify(key)}: `;
    if (Array.isArray(value)) {
      const items = value.map((item) => `    ${JSON.stringify(item)}`);
      return `${head}[${items.length ? `\n${items.join(",\n")}\n  ` : ""}]`;
    }
    if (key === "sources" && typeof value === "object" && value !== null) {
      const entries = Object.entries(value).map(
        ([name, entry]) => `    ${JSON.stringify(name)}: ${JSON.stringify(entry)}`,
      );
      return `${head}{\n${entries.join(",\n")}\n  }`;
    }
    return head + JSON.stringify(value);
  });
  return `{\n${lines.join(",\n")}\n}\n`;
}
