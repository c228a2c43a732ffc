import { renderPage } from '#web/pages/page-parts';
import { siteOf } from './site.ts';

export interface Message {
  readonly title: string;
  readonly paragraphs: readonly string[];
  /** Where to go on. */
  readonly next?: { readonly href: string; readonly text: string };
}

/** A page that says what is wrong and what to do next. */
export function renderMessagePage({ title, paragraphs, next = { href: '/', text: 'All actions' } }: Message): string {
  return renderPage({
    title,
    site: siteOf(undefined),
    children: (
      <main id="main" class="message">
        <h1>{title}</h1>
        {paragraphs.map((text) => (
          <p key={text}>{text}</p>
        ))}
        <p>
          <a class="button" href={next.href}>
            {next.text}
          </a>
        </p>
      </main>
    ),
  });
}
