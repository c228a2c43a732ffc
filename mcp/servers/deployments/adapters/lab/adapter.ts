import { httpTarget } from '#settings/http-target';
import { defineAdapter } from '../../../../kit/define-adapter.ts';
import { readLab } from './reads.ts';
import { writeLab } from './writes.ts';

export const lab = defineAdapter({
  name: 'lab',
  title: "The supervisor of Holdfast's own lab, with its rollout history",
  settings: httpTarget(['none', 'bearer']),
  example: `url: http://127.0.0.1:8481
writes: {} # only where this stands can anything be changed; its auth is the executor's alone
`,
  capabilities: ['rollouts'],
  testedOn: [{ how: 'real', system: 'the lab' }],
  forDevelopment: true,
  open: (settings, { openClient }) => readLab(openClient(settings)),
  openWrites: (settings, { openClient }) => writeLab(openClient(settings)),
});
