import { messagePage, pageHeaders } from './sign-in-page.ts';

/** The answer to a request. */
export interface ProviderAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function jsonAnswer(status: number, body: object): ProviderAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  };
}

export function messageAnswer(status: number, title: string, text: string): ProviderAnswer {
  return { status, headers: pageHeaders(), body: messagePage(title, text) };
}
