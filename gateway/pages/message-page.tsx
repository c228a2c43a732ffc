import { renderPage } from '#web/pages/page-parts';

/** A page that says what is wrong and what to do next. */
export function renderMessagePage(title: string, paragraphs: readonly string[]): string {
  return renderPage({
    title,
    children: (
      <main id="main" class="message">
        <h1>{title}</h1>
        {paragraphs.map((text) => (
          <p key={text}>{text}</p>
        ))}
        <p>
          <a class="button" href="/">
            All incidents
          </a>
        </p>
      </main>
    ),
  });
}
