/** Well below what the server enforces, so that a history stays quick to replay and to read. */
export const eventLimit = 5000;
export const historyByteLimit = 2 * 1024 * 1024;
/** Where something was always under way until now: a stop is felt, but the server would end a run at 51,200. */
export const urgentEventLimit = 20_000;
