// The caller limits a whole request; these limit its parts, so that one slow server does not use up the whole time.

export const connectTimeoutMilliseconds = 5_000;
/** Between two pieces of an answer's body. */
export const silenceTimeoutMilliseconds = 10_000;
