/** The first piece of code under each heading of a page. */
export function codeBlocks(markdown: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const section of markdown.split(/^#+ /m).slice(1)) {
    const code = /```(?:ts|js)\n([\s\S]*?)```/.exec(section)?.[1];
    if (code !== undefined) found[section.slice(0, section.indexOf("\n"))] = code;
  }
  return found;
}
