import { renderPage, Time } from '#web/pages/page-parts';
import { actionPath } from '#web/paths/approvals';
import { siteOf } from './site.ts';
import type { ActionHash } from '#core/ids/action-hash';

export interface CommandView {
  readonly actionHash: ActionHash;
  readonly command: string;
  /** RFC 3339. */
  readonly expiresAt: string;
}

/** The signed decision as a command, for somebody who sends it themselves. */
export function renderCommandPage({ actionHash, command, expiresAt }: CommandView): string {
  return renderPage({
    title: 'Your decision as a command',
    site: siteOf(undefined),
    children: (
      <main id="main" class="message">
        <h1>Your decision as a command</h1>
        <p>
          It is signed, and nothing has been sent. Running this command sends it; it is valid until{' '}
          <Time at={expiresAt} withDate />, for this action and this answer only.
        </p>
        <p>
          <button type="button" class="copy" data-copy="command" hidden>
            Copy the command
          </button>
        </p>
        <pre id="command" class="payload bytes" tabIndex={0} aria-label="The command">
          {command}
        </pre>
        <p>
          <a class="button" href={actionPath(actionHash)}>
            Back to the action
          </a>
        </p>
      </main>
    ),
  });
}
