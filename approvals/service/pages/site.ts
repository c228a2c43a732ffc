import type { Site } from '#web/pages/page-parts';

export function siteOf(gatewayUrl: string | undefined): Site {
  return {
    name: 'Holdfast approvals',
    links: [
      { href: '/', text: 'Actions' },
      ...(gatewayUrl === undefined ? [] : [{ href: `${gatewayUrl.replace(/\/+$/, '')}/`, text: 'Incidents' }]),
    ],
    list: { href: '/', text: 'All actions' },
    styles: ['/assets/approvals.css'],
  };
}
