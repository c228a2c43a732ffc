import { renderPage } from '#web/pages/page-parts';
import { siteOf } from './site.ts';

export interface SignInView {
  readonly issuers: readonly { readonly name: string; readonly issuer: string }[];
  readonly actionHash?: string;
  readonly token: string;
}

/** What people see who have to say who they are before they may look. */
export function renderSignInPage({ issuers, actionHash, token }: SignInView): string {
  return renderPage({
    title: 'Sign in',
    site: siteOf(undefined),
    children: (
      <main id="main" class="message">
        <h1>Sign in</h1>
        <p>Sign in to see actions.</p>
        {issuers.length === 0 && (
          <p class="notice">No identity provider is configured: name one under approvals.issuers in holdfast.yaml.</p>
        )}
        {issuers.map(({ name, issuer }) => (
          <form key={name} method="post" action="/sign-in">
            <input type="hidden" name="token" value={token} />
            <input type="hidden" name="issuer" value={name} />
            {actionHash !== undefined && <input type="hidden" name="action" value={actionHash} />}
            <p>
              <button type="submit" class="button">{`Sign in at ${issuer}`}</button>
            </p>
          </form>
        ))}
      </main>
    ),
  });
}
