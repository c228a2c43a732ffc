import type { temporal } from '@temporalio/proto';

type History = temporal.api.history.v1.IHistory;

/** When processes are killed: as soon as a history like this one has so many events. */
export type KillMoments = (history: History) => readonly number[];

const most = 12;

/** Each single one. The first two events are a workflow's start; after the last but one nothing is left to interrupt. */
export const everyMoment: KillMoments = ({ events }) =>
  Array.from({ length: Math.max(0, (events?.length ?? 0) - 4) }, (_, index) => index + 3);

/** The first, the last, and those before and after each activity; where they are more than twelve, twelve of them, spread. */
export const chosenMoments: KillMoments = (history) => {
  const moments = everyMoment(history);
  const around = new Set(
    (history.events ?? []).flatMap((event, index) => {
      if (event.activityTaskScheduledEventAttributes) return [index, index + 1];
      return event.activityTaskCompletedEventAttributes ? [index + 1] : [];
    }),
  );
  const chosen = moments.filter((moment) => moment === moments[0] || moment === moments.at(-1) || around.has(moment));
  if (chosen.length <= most) return chosen;
  return Array.from({ length: most }, (_, index) => chosen[Math.round((index * (chosen.length - 1)) / (most - 1))]!);
};
