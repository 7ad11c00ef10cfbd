/** "anthropic.claude-opus-5 (global)" */
export const targetLabelOf = ({ modelId, scope }: { modelId: string; scope: string }): string =>
  `${modelId} (${scope})`;
