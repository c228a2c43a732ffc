import { encodeParameters, type HttpParameters } from './http-request.ts';

/**
 * Where a request goes: the path goes below the address's own, and the parameters are added to the address's own.
 * @throws Error for a path with `.` or `..`, which would leave the configured address
 */
export function requestAddress(address: string, path: string | undefined, parameters: HttpParameters = []): URL {
  const url = new URL(address);
  if (path !== undefined) {
    if (path.split('/').some(isDotSegment)) {
      throw new Error(`The path ${JSON.stringify(path)} leads out of the configured address. Encode its names.`);
    }
    url.pathname = `${url.pathname.replace(/\/$/, '')}/${path}`;
  }
  const own = url.search.slice(1);
  url.search = [own, encodeParameters(parameters)].filter((part) => part !== '').join('&');
  return url;
}

/** As people should see it: without the query, where tokens like to stand. */
export function placeOf(address: string): string {
  const { origin, pathname } = new URL(address);
  return `${origin}${pathname.replace(/\/$/, '')}`;
}

/** Also as URLs understand it: `%2e%2e` is `..`. */
function isDotSegment(segment: string): boolean {
  return /^(?:\.|%2e){1,2}$/i.test(segment);
}
