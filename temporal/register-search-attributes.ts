import type { NativeConnection } from '@temporalio/worker';
import proto from '@temporalio/proto';
import { searchAttributes } from '#workflows/search-attributes';

const { IndexedValueType } = proto.temporal.api.enums.v1;
const indexed = {
  BOOL: IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
  KEYWORD: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  KEYWORD_LIST: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
} as const;

/**
 * Makes sure that the namespace has our search attributes. Repeating it is harmless.
 * @throws Error where one exists with another type: the server would ignore ours without a word
 */
export async function registerSearchAttributes(connection: NativeConnection, namespace: string): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = searchAttributes.filter(({ name }) => !customAttributes[name]);
  for (const { name, type } of searchAttributes) {
    const existing = customAttributes[name];
    if (existing && existing !== indexed[type]) {
      throw new Error(
        `The search attribute ${name} of namespace "${namespace}" has the type ${IndexedValueType[existing]}, Holdfast needs ${type}. ` +
          'Remove or rename it: temporal operator search-attribute remove --name ' +
          name,
      );
    }
  }
  if (missing.length === 0) return;
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(missing.map(({ name, type }) => [name, indexed[type]])),
  });
}
