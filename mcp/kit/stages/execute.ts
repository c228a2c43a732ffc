import { left, type Stage, withinDeadline } from '../call.ts';

/** Runs the handler under its deadline and the client's signal. Redirects are refused by the back ends' HTTP client. */
export function executeStage(): Stage {
  return {
    name: 'execute',
    async run(call) {
      const answer = await withinDeadline(call, (context) => left(call, 'prepared').run(context));
      return { ...call, answer };
    },
  };
}
