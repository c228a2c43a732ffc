import type { Session } from '../sessions.ts';

/** Who has signed in in this browser, and the way out. */
export function SessionLine({ session, signOutToken }: { readonly session?: Session; readonly signOutToken: string }) {
  if (!session) return null;
  return (
    <form method="post" action="/sign-out" class="session" id="session">
      <input type="hidden" name="token" value={signOutToken} />
      <p class="subtle">
        {`Signed in as ${session.signedIn.by.name} at ${session.signedIn.by.issuer}. `}
        <button type="submit" class="button">
          Sign out
        </button>
      </p>
    </form>
  );
}
