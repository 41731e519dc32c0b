/**
 * What a product stores: one table, which it hands to `createVault`. Types of the API derive from
 * it.
 */
import type { z } from 'zod';
import type { Reference, ReferenceKind } from '#contract/index.ts';
import { VaultError } from './errors.ts';

export interface StoredTypes {
  /** The kind of a subject's reference. */
  subject: ReferenceKind;
  records: Readonly<Record<string, StoredRecordType>>;
  documents: Readonly<Record<string, StoredDocumentType>>;
  /**
   * What a role opens, for which purpose: types of records, and `documents`. For a role that is not
   * named here, the product's SQL alone decides.
   */
  grants?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

interface StoredRecordType {
  /**
   * A record of the subject's own kind shares the subject's reference: a part of the subject, of
   * which there is one of each type.
   */
  kind: ReferenceKind;
  /** Checks the value before it is encrypted, and again after it is decrypted. */
  schema: z.ZodType;
  /**
   * `owner`: the subject's owner writes it, and only while the subject is open. Any other word
   * names the writer for readers of the table; the product's SQL policies enforce it.
   */
  writtenBy: string;
}

interface StoredDocumentType extends Pick<StoredRecordType, 'kind' | 'writtenBy'> {
  /** Where its objects are in the bucket, so that S3 rights can tell one writer from another. */
  prefix: `${string}/`;
  /**
   * The role that inspects each of them. Until it finds one clean, only that role and the subject's
   * owner may open it.
   */
  inspectedBy?: string;
}

export type SubjectRef<Types extends StoredTypes> = Reference<Types['subject']>;

export type RecordType<Types extends StoredTypes> = keyof Types['records'] & string;
export type RecordValue<Types extends StoredTypes, Type extends RecordType<Types>> = z.infer<
  Types['records'][Type]['schema']
>;
export type RecordValues<Types extends StoredTypes> = {
  [Type in RecordType<Types>]: RecordValue<Types, Type>;
};
export type RecordRef<Types extends StoredTypes, Type extends RecordType<Types>> = Reference<
  Types['records'][Type]['kind']
>;

export type DocumentType<Types extends StoredTypes> = keyof Types['documents'] & string;
export type DocumentRef<
  Types extends StoredTypes,
  Type extends DocumentType<Types> = DocumentType<Types>,
> = Reference<Types['documents'][Type]['kind']>;

/** @throws VaultError `VAULT_RECORD_INVALID` for a type that is not in the table */
export function recordTypeOf(types: StoredTypes, type: string): StoredRecordType {
  return types.records[type] ?? throwUnknown();
}

/** @throws VaultError `VAULT_RECORD_INVALID` for a type that is not in the table */
export function documentTypeOf(types: StoredTypes, type: string): StoredDocumentType {
  return types.documents[type] ?? throwUnknown();
}

function throwUnknown(): never {
  throw new VaultError('VAULT_RECORD_INVALID');
}
