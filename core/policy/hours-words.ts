import type { WeeklyWindow } from './time-window.ts';

/** `mon, tue from 09:00 to 17:00` */
export function hoursWords({ days, fromMinute, toMinute }: WeeklyWindow): string {
  return `${days.join(', ')} from ${clock(fromMinute)} to ${clock(toMinute)}`;
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
