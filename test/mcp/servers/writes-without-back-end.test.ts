import { expect, it, onTestFinished } from 'vitest';
import { startSupervisor } from '../../support/lab-supervisor.ts';
import { labWriteTool } from '../../support/write-tool-parts.ts';

it('Where the back end is away before it is asked to write, it is certain that nothing was written', async () => {
  const lab = await startSupervisor(['inventory']);
  onTestFinished(lab.stop);
  const tool = labWriteTool('infrastructure', 'scale_deployment', lab.url);
  const { write } = await tool.proposed('inventory', { replicas: 3 }, '5');
  await lab.process.stop();
  await expect(tool.write(write)).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
    message: expect.stringContaining('so nothing was written: lab ') as string,
  });
  await expect(tool.trace(write)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  await expect(tool.preview(write)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
});
