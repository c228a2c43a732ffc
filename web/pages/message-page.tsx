import { renderPage, type Site } from './layout.tsx';

export interface Message {
  readonly title: string;
  readonly paragraphs: readonly string[];
  /** Where to go on; the site's list where nothing else is named. */
  readonly next?: { readonly href: string; readonly text: string };
}

/** A page that says what is wrong and what to do next. */
export function renderMessagePage(site: Site, { title, paragraphs, next = site.list }: Message): string {
  return renderPage({
    title,
    site,
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
