import { createHash } from 'node:crypto';
import type { ActionRecord } from '#core/actions/action-work';
import { canonicalJson, withoutUndefinedKeys } from '#core/json/canonical-json';
import { plainRecord } from './plain-record.ts';
import type { AnsweredAction } from './ports.ts';
import type { ActionHash } from '#core/ids/action-hash';

/** An action as its worker describes it, made fit to be shown, with what does not match its hashes. */
export function shownAction(actionHash: ActionHash, record: ActionRecord, failed: boolean): AnsweredAction {
  const fault = faultOf(actionHash, record);
  return { kind: 'answered', record: plainRecord(record), failed, ...(fault !== undefined && { fault }) };
}

// People decide about hashes: what is shown has to be what was hashed.

const remedy = 'Nobody should decide about it; check the executor.';
const bytesFault = `The bytes of this action do not match its address. ${remedy}`;
const documentFault = `The action that is shown does not match its bytes. ${remedy}`;
const previewFault = `The preview does not match its hash. ${remedy}`;

function faultOf(actionHash: ActionHash, { bytes, document, preview, previewHash }: ActionRecord): string | undefined {
  if (sha256(bytes) !== actionHash) return bytesFault;
  try {
    if (document && canonicalJson(withoutUndefinedKeys(document)) !== canonicalJson(JSON.parse(bytes)))
      return documentFault;
    if (preview && sha256(canonicalJson(withoutUndefinedKeys(preview))) !== previewHash) return previewFault;
  } catch {
    // Not JSON, or nothing that JSON can carry.
    return documentFault;
  }
  return undefined;
}

/** The same for a record that was made fit to be shown by another process. */
export function faultOfShown(actionHash: ActionHash, record: ActionRecord): string | undefined {
  if (sha256(record.bytes) !== actionHash) return bytesFault;
  try {
    const document = JSON.parse(record.bytes) as ActionRecord['document'];
    const shown = plainRecord({ ...record, document }).document;
    return canonicalJson(withoutUndefinedKeys([shown])) === canonicalJson(withoutUndefinedKeys([record.document]))
      ? undefined
      : documentFault;
  } catch {
    return documentFault;
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
