import type { HttpHeaders } from '../http-request.ts';

/** A request before it is authenticated, as a signature would cover it. */
export interface UnauthorisedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: HttpHeaders;
  readonly body?: string;
}

/** One way of authenticating: prepares each request, and looks for newer credentials when one was refused. */
export interface Authorisation {
  /** @returns the headers to add @throws HttpFailure where there are no credentials, or the signal's reason */
  authorise(request: UnauthorisedRequest, signal: AbortSignal): Promise<HttpHeaders>;
  /** After HTTP 401. @returns whether the next {@link authorise} gives something else than what was refused */
  refresh(refused: HttpHeaders): Promise<boolean>;
}
