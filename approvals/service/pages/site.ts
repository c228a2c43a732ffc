import type { Site } from '#web/pages/page-parts';

/** How our pages differ from the gateway's. */
export function siteOf(gatewayUrl: string | undefined): Site {
  return {
    name: 'Holdfast approvals',
    links: [
      { href: '/', text: 'Actions' },
      ...(gatewayUrl === undefined ? [] : [{ href: `${gatewayUrl.replace(/\/+$/, '')}/`, text: 'Incidents' }]),
    ],
    styles: ['/assets/approvals.css'],
  };
}
