/**
 * Whether an error says that a quota is used up (tokens or requests, a minute or a day). A model that isn't ready is not
 * that, although its status is 429, too.
 */
export const isThrottle = (error: unknown): boolean => error instanceof Error && error.name === "ThrottlingException";
