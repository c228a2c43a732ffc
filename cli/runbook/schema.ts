import { Command } from 'commander';
import { editorSchemas } from '#core/language/editor-schema';

export function schemaCommand(): Command {
  return new Command('schema')
    .description('Print the JSON Schema of runbooks and checklists, for completion and errors in an editor')
    .action(() => void process.stdout.write(`${JSON.stringify(editorSchemas(), null, 2)}\n`));
}
