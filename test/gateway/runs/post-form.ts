import type { InjectOptions } from 'fastify';

const OWN_ORIGIN = 'http://127.0.0.1:8480';

/** A form as a browser sends it from our own page. */
export function postForm(
  url: string,
  fields: Readonly<Record<string, string>> | string,
  headers: Readonly<Record<string, string | undefined>> = {},
): InjectOptions {
  const all = {
    host: '127.0.0.1:8480',
    origin: OWN_ORIGIN,
    'content-type': 'application/x-www-form-urlencoded',
    ...headers,
  };
  return {
    method: 'POST',
    url,
    headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)),
    payload: typeof fields === 'string' ? fields : new URLSearchParams(fields).toString(),
  };
}
