import type { DemoPerson } from './authorization-request.ts';

const style = [
  'body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f6f6f4;color:#1c1c1a}',
  'main{max-width:30rem;margin:8vh auto;padding:1.5rem 2rem;background:#fff;border:1px solid #d5d5d0;border-radius:8px}',
  'h1{font-size:1.35rem;margin:0 0 .5rem}ul{list-style:none;margin:1rem 0 0;padding:0}li{margin:.5rem 0}',
  'button{width:100%;padding:.7rem 1rem;text-align:left;font:inherit;background:#fff;color:inherit;border:1px solid #6b6b66;border-radius:6px;cursor:pointer}',
  'button:hover{background:#eef3fb}button:focus-visible{outline:3px solid #1f5fbf;outline-offset:2px}',
  'button span{display:block;color:#55554f;font-size:.9rem}.note{color:#55554f}',
  '@media(prefers-color-scheme:dark){body{background:#161615;color:#ececea}main,button{background:#222220;border-color:#77776f}',
  'button:hover{background:#2c3442}button span,.note{color:#b5b5ae}button:focus-visible{outline-color:#8db8f5}}',
].join('');

/** A form with a button for each person. Works without scripts. */
export function signInPage(people: readonly DemoPerson[], interaction: string, clientId: string): string {
  const buttons = people.map(
    ({ subject, name, groups }) =>
      `<li><button name="person" value="${escape(subject)}">${escape(name)}<span>${escape(groups.join(', ')) || 'in no group'}</span></button></li>`,
  );
  return page(
    'Sign in',
    `<h1>Who are you?</h1><p class="note">This is the development identity provider: it asks for no password. You are signing in to ${escape(clientId)}.</p>` +
      `<form method="post" action="/sign-in"><input type="hidden" name="interaction" value="${escape(interaction)}">` +
      `<ul>${buttons.join('')}</ul></form>`,
  );
}

export function messagePage(title: string, text: string): string {
  return page(title, `<h1>${escape(title)}</h1><p>${escape(text)}</p>`);
}

/** @param returnTo the target of the form's redirect: Chromium applies `form-action` to redirects too */
export function pageHeaders(returnTo?: string): Readonly<Record<string, string>> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      `default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; ` +
      `form-action 'self'${returnTo === undefined ? '' : ` ${returnTo}`}`,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };
}

function page(title: string, body: string): string {
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escape(title)} · development identity provider</title>` +
    `<meta name="viewport" content="width=device-width,initial-scale=1"><style>${style}</style></head>` +
    `<body><main>${body}</main></body></html>`
  );
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
