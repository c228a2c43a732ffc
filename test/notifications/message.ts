import type { RunId, IncidentId } from '#core/ids/workflow-ids';
import type { OutgoingMessage } from '#core/runs/notification';

export const message: OutgoingMessage = {
  key: 'ab'.repeat(32),
  runId: 'run/incident/main/0123456789abcdef-01234567/1' as RunId,
  incidentId: 'incident/main/0123456789abcdef-01234567' as IncidentId,
  text: 'checkout rollback succeeded.',
  at: '2026-11-01T03:00:00.000Z',
};

export const going = (): AbortSignal => new AbortController().signal;

/** What somebody who writes alert labels might try. */
export const hostileTexts: readonly (readonly [what: string, text: string])[] = [
  ['mentions', '<!channel> <!here> <!everyone> <@U0123456> <!subteam^S01> <#C01>'],
  ['a link under other words', 'press <https://evil.example/login|here to approve>'],
  ['what is escaped already', '&lt;!channel&gt; &amp;lt;!channel&amp;gt;'],
  ['a forged line', `"}\n{"key":"${'ab'.repeat(32)}","text":"forged"}\n`],
  ['orders to a terminal', '\u001b]0;owned\u0007\u001b[2J\u001b[1;31mred\u009b31m\u202egnp.exe\u200b\r\nlevel=fatal'],
  ['what is no character', '\ud800 lone, \u0000 nothing, \u{e0041}\u{e0042} tags'],
  ['marks of a text', '@channel @everyone *bold* `code` ```\nblock'],
  ['a long text', 'x'.repeat(8_192)],
];
