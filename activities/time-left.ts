import { Context } from '@temporalio/activity';

/** Reserved of an activity's time for storing the answer and returning it. */
const reserveMilliseconds = 300;
/** Even a call that is bound to time out reports the reason. */
const leastMilliseconds = 100;

/** Until when a tool may answer, in milliseconds since 1970. @param withinSeconds since the activity was scheduled */
export function answerDeadline(withinSeconds: number): number {
  return Context.current().info.scheduledTimestampMs + withinSeconds * 1000 - reserveMilliseconds;
}

/** Milliseconds until a deadline of {@link answerDeadline}, at least 100: a call needs a time-out. */
export function timeLeft(deadline: number): number {
  return Math.max(leastMilliseconds, deadline - Date.now());
}
