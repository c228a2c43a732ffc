import { messageAnswer, type ProviderAnswer } from './answer.ts';
import {
  AuthorizationRequest,
  faultOf,
  mayReturnTo,
  type DemoClient,
  type DemoPerson,
} from './authorization-request.ts';
import { passingStore } from './passing-store.ts';
import { pageHeaders, signInPage } from './sign-in-page.ts';

const interactionSeconds = 600;
const codeSeconds = 60;

/** What a code grants. */
export interface Grant {
  readonly person: DemoPerson;
  /** Seconds since 1970. */
  readonly authTime: number;
  readonly request: AuthorizationRequest;
}

export interface Authorization {
  authorize(query: URLSearchParams): ProviderAnswer;
  signIn(form: URLSearchParams): ProviderAnswer;
  /** Once. */
  takeCode(code: string): Grant | undefined;
}

/**
 * The part for a person's browser. It keeps no sessions and asks each time who they are, so that one person at one
 * browser can try what needs two people.
 */
export function createAuthorization(
  issuer: string,
  people: readonly DemoPerson[],
  clients: readonly DemoClient[],
): Authorization {
  const interactions = passingStore<AuthorizationRequest>(interactionSeconds);
  const codes = passingStore<Grant>(codeSeconds);

  const back = (request: AuthorizationRequest, answer: Readonly<Record<string, string>>): ProviderAnswer => {
    const url = new URL(request.redirect_uri);
    const all = { ...answer, ...(request.state !== undefined && { state: request.state }), iss: issuer };
    for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value);
    return { status: 303, headers: { ...pageHeaders(url.origin), location: url.href }, body: '' };
  };

  return {
    authorize: (query) => {
      const parsed = AuthorizationRequest.safeParse(Object.fromEntries(query));
      const client = clients.find(({ clientId }) => clientId === parsed.data?.client_id);
      // No redirect before the client and the address are known to belong together.
      if (!parsed.success || !client || !mayReturnTo(client, parsed.data.redirect_uri))
        return messageAnswer(
          400,
          'This sign-in cannot continue',
          `The client "${query.get('client_id') ?? ''}" with the address "${query.get('redirect_uri') ?? ''}" is not registered here.`,
        );
      const request = parsed.data;
      const fault = faultOf(request);
      if (fault) return back(request, { error: fault[0], error_description: fault[1] });

      if (request.prompt?.split(' ').includes('none')) return back(request, { error: 'login_required' });
      return {
        status: 200,
        headers: pageHeaders(new URL(request.redirect_uri).origin),
        body: signInPage(people, interactions.put(request), request.client_id),
      };
    },

    signIn: (form) => {
      const person = people.find(({ subject }) => subject === form.get('person'));
      if (!person) return messageAnswer(400, 'No person was chosen', 'Go back and choose who you are.');
      const request = interactions.take(form.get('interaction') ?? '');
      if (!request)
        return messageAnswer(
          400,
          'This sign-in is over',
          'It was already used, or took longer than ten minutes. Start again.',
        );
      const authTime = Math.floor(Date.now() / 1000);
      return back(request, { code: codes.put({ person, authTime, request }) });
    },

    takeCode: (code) => codes.take(code),
  };
}
