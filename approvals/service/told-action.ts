import type { ActionRecord } from '#core/actions/action-work';
import { canonicalJson, withoutUndefinedKeys } from '#core/json/canonical-json';
import { sha256 } from '#records/digest';
import { plainRecord } from './plain-record.ts';
import type { KnownAction } from './ports.ts';

/** What a worker told of an action, as it may be shown, with what does not fit together. */
export function toldAction(actionHash: string, record: ActionRecord, failed: boolean): KnownAction {
  const fault = faultOf(actionHash, record);
  return { kind: 'told', record: plainRecord(record), failed, ...(fault !== undefined && { fault }) };
}

// People decide about hashes: what is shown has to be what they are of.

const bytesFault =
  'The bytes that are told are not those of this address. Nobody should decide about it; look at the executor.';
const documentFault =
  'What is told of the action is not what its bytes say. Nobody should decide about it; look at the executor.';

function faultOf(actionHash: string, { bytes, document, preview, previewHash }: ActionRecord): string | undefined {
  if (sha256(bytes) !== actionHash) return bytesFault;
  try {
    if (document && canonicalJson(withoutUndefinedKeys(document)) !== canonicalJson(JSON.parse(bytes)))
      return documentFault;
    if (preview && sha256(canonicalJson(withoutUndefinedKeys(preview))) !== previewHash)
      return 'The preview is not the one of its hash. Nobody should decide about it; look at the executor.';
  } catch {
    // Not JSON, or nothing that JSON can carry.
    return documentFault;
  }
  return undefined;
}

/** The same of a record that came stripped, as somebody can tell who has not seen it before that. */
export function faultOfShown(actionHash: string, record: ActionRecord): string | undefined {
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
