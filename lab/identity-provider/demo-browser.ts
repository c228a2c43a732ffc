/** A page that a {@link DemoBrowser} has loaded. */
export interface VisitedPage {
  readonly url: URL;
  readonly status: number;
  readonly body: string;
}

/** As much of a browser as signing in needs: cookies by origin, redirects, forms. No scripts. For demo and tests. */
export interface DemoBrowser {
  get(url: string | URL): Promise<VisitedPage>;
  post(url: string | URL, form: Readonly<Record<string, string>>): Promise<VisitedPage>;
}

const mostRedirects = 10;
const timeoutMs = 10_000;

/**
 * @param stopAt called with the target of each redirect; if it returns true, the browser stops there without a request
 * (status 0), as for a program that waits for the redirect itself
 */
export function demoBrowser(stopAt: (url: URL) => boolean = () => false): DemoBrowser {
  const cookies = new Map<string, Map<string, string>>();

  async function visit(start: URL, form?: Readonly<Record<string, string>>): Promise<VisitedPage> {
    let url = start;
    let body = form === undefined ? undefined : new URLSearchParams(form);
    for (let redirects = 0; redirects <= mostRedirects; redirects++) {
      const jar = cookies.get(url.origin) ?? new Map<string, string>();
      cookies.set(url.origin, jar);
      const response = await fetch(url, {
        method: body === undefined ? 'GET' : 'POST',
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          accept: 'text/html',
          cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
          ...(body !== undefined && { origin: start.origin, 'sec-fetch-site': 'same-origin' }),
        },
        ...(body !== undefined && { body }),
      });
      for (const line of response.headers.getSetCookie()) keep(jar, line);
      const location = response.headers.get('location');
      const text = await response.text();
      if (response.status < 300 || response.status > 399 || location === null)
        return { url, status: response.status, body: text };
      url = new URL(location, url);
      // 307 and 308 would repeat the form; our servers redirect with 302 and 303.
      if (response.status < 307) body = undefined;
      if (stopAt(url)) return { url, status: 0, body: '' };
    }
    throw new Error(`${start.href} redirected more than ${mostRedirects} times, the last time to ${url.href}.`);
  }

  return { get: (url) => visit(new URL(url)), post: (url, form) => visit(new URL(url), form) };
}

function keep(jar: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
  const at = pair.indexOf('=');
  if (at < 1) return;
  const over = attributes.some((attribute) => /^max-age=(0|-\d+)$/i.test(attribute) || isPast(attribute));
  if (over) jar.delete(pair.slice(0, at));
  else jar.set(pair.slice(0, at), pair.slice(at + 1));
}

function isPast(attribute: string): boolean {
  const date = /^expires=(.+)$/i.exec(attribute)?.[1];
  return date !== undefined && Date.parse(date) < Date.now();
}
