/** A text as one word of a shell's language: of bash, zsh and POSIX. fish reads `\'` within quotes alone. */
export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
