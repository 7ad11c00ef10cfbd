/** Reason of a change that `headroom test-alert` makes; CloudWatch's own message has it, and by it an OK is marked, too. */
export const testReason =
  "TEST by headroom test-alert: nothing is wrong. Somebody makes sure that this message arrives; an OK follows.";

export const isTest = (reason: string | undefined): boolean => reason === testReason;
