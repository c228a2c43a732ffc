import { Command } from 'commander';

export function schemaCommand(): Command {
  return new Command('schema')
    .description('Print the JSON Schema of runbooks and checklists, for completion and errors in an editor')
    .action(async () => {
      const { editorSchemas } = await import('#core/runbooks/editor-schema');
      process.stdout.write(`${JSON.stringify(editorSchemas(), null, 2)}\n`);
    });
}
