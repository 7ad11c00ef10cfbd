/** Documents as --json writes them. One Region's (or stack's) by itself, so that a script need not unwrap it. */
export const documentsJson = (documents: readonly object[]): string =>
  `${JSON.stringify(documents.length === 1 ? documents[0] : documents, null, 1)}\n`;
