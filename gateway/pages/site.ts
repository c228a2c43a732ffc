import type { Site } from '#web/pages/page-parts';

export const gatewaySite: Site = {
  name: 'Holdfast',
  links: [
    { href: '/', text: 'Incidents' },
    { href: '/runs', text: 'Runs' },
  ],
  list: { href: '/', text: 'All incidents' },
  styles: [],
};
