import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';

interface LayoutProps {
  readonly title: string;
  /** Without a script the page loads itself again after so long; unset, it stands. */
  readonly refreshSeconds?: number;
  readonly children: ComponentChildren;
}

/** A whole page. Scripts and styles are files of ours alone: the Content-Security-Policy knows no others. */
export function renderPage({ title, refreshSeconds, children }: LayoutProps): string {
  const page = (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · Holdfast`}</title>
        <link rel="icon" type="image/svg+xml" href="/assets/icon.svg" />
        <link rel="stylesheet" href="/assets/style.css" />
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
          <nav aria-label="Holdfast">
            <a class="brand" href="/">
              Holdfast
            </a>
            <a href="/">Incidents</a>
            <a href="/runs">Runs</a>
          </nav>
          <p class="link-state" id="link-state" role="status" />
        </header>
        {children}
      </body>
    </html>
  );
  return `<!doctype html>${renderToString(page)}`;
}
