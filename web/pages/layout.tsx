import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';

interface Link {
  readonly href: string;
  readonly text: string;
}

/** The service whose pages they are: all look the same. */
export interface Site {
  readonly name: string;
  /** Of its navigation. */
  readonly links: readonly Link[];
  /** Where people go on who came to a dead end. */
  readonly list: Link;
  /** Style sheets beside the one that all share. */
  readonly styles: readonly string[];
}

interface LayoutProps {
  readonly title: string;
  readonly site: Site;
  /** Without a script the page reloads after so long; unset, it does not. */
  readonly refreshSeconds?: number;
  readonly children: ComponentChildren;
}

/** A whole page. Scripts and styles are files of the service alone: the Content-Security-Policy allows no others. */
export function renderPage({ title, site, refreshSeconds, children }: LayoutProps): string {
  const page = (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · ${site.name}`}</title>
        <link rel="icon" type="image/svg+xml" href="/assets/icon.svg" />
        <link rel="stylesheet" href="/assets/style.css" />
        {site.styles.map((href) => (
          <link key={href} rel="stylesheet" href={href} />
        ))}
        <script src="/assets/idiomorph.js" defer />
        <script src="/assets/live.js" defer />
        {refreshSeconds !== undefined && (
          <noscript>
            <meta httpEquiv="refresh" content={String(refreshSeconds)} />
          </noscript>
        )}
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        <header class="site">
          <nav aria-label={site.name}>
            <a class="brand" href="/">
              {site.name}
            </a>
            {site.links.map(({ href, text }) => (
              <a key={href} href={href}>
                {text}
              </a>
            ))}
          </nav>
          <p class="link-state" id="link-state" role="status" />
        </header>
        {children}
      </body>
    </html>
  );
  return `<!doctype html>${renderToString(page)}`;
}
