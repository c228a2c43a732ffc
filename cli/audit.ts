import { Command } from 'commander';
import { auditExportCommand } from './audit/export.ts';
import { auditReviewsCommand } from './audit/reviews.ts';
import { auditShowCommand } from './audit/show.ts';
import { auditVerifyCommand } from './audit/verify.ts';

export function auditCommand(output: NodeJS.WritableStream = process.stdout): Command {
  return new Command('audit')
    .description('Show, verify and hand out what is on record')
    .addCommand(auditShowCommand(output))
    .addCommand(auditVerifyCommand(output))
    .addCommand(auditExportCommand(output))
    .addCommand(auditReviewsCommand(output));
}
