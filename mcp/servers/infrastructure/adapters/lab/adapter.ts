import { httpTarget } from '#settings/http-target';
import { defineAdapter } from '../../../../kit/define-adapter.ts';
import { readLab } from './reads.ts';
import { writeLab } from './writes.ts';

export const lab = defineAdapter({
  name: 'lab',
  title: "The supervisor of Holdfast's own lab: its services are processes",
  settings: httpTarget(['none', 'bearer']),
  example: `url: http://127.0.0.1:8481
writes: # only where this stands can anything be changed
  auth: { bearer: { env: HOLDFAST_INFRASTRUCTURE_WRITE_TOKEN } } # read by the executor alone
`,
  capabilities: [],
  testedOn: [{ how: 'real', system: 'the lab' }],
  forDevelopment: true,
  open: (settings, { openClient }) => readLab(openClient(settings)),
  openWrites: (settings, { openClient }) => writeLab(openClient(settings)),
});
