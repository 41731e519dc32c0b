/** What the vault offers to one actor. Implemented by records.ts, uploads.ts, documents.ts and pseudonyms.ts. */
import type { Readable } from 'node:stream';
import type { ApplicationRef, DocumentRef, LetterRef, Reference } from '#contract/index.ts';
import type { DocumentType, recordTypes, RecordType, RecordValue } from '#lending/record-types.ts';

/** The reference to a record of `Type`; application details are found under the application's own reference. */
export type RecordRef<Type extends RecordType> = Reference<(typeof recordTypes)[Type]['kind']>;

export interface NewRecord<Type extends RecordType> {
  application: ApplicationRef;
  value: RecordValue<Type>;
  /** Two calls with the same key are one record; without it there is one record of the type. */
  idempotencyKey?: string;
}

/** A letter for the type `decision-letter`, else a document. */
export type DocumentRefOf<Type extends DocumentType> = Type extends 'decision-letter'
  ? LetterRef
  : DocumentRef;

export interface NewDocument<Type extends DocumentType> {
  application: ApplicationRef;
  type: Type;
  fileName: string;
  mediaType: string;
  /** Read to its end, or destroyed. */
  content: Readable;
  /** The most plaintext that is accepted. */
  maxBytes: number;
  /** Two calls with the same key are one document; without it every call is a new one. */
  idempotencyKey?: string;
  /** Aborting it stops the upload and leaves nothing behind. */
  signal?: AbortSignal;
}

export interface StoredDocument<Ref extends DocumentRef | LetterRef = DocumentRef | LetterRef> {
  ref: Ref;
  /** Length of the plaintext. */
  bytes: number;
}

export interface DocumentDescription {
  ref: DocumentRef | LetterRef;
  application: ApplicationRef;
  type: DocumentType;
  fileName: string;
  mediaType: string;
  /** Length of the plaintext. */
  bytes: number;
  storedAt: Date;
}

/**
 * The vault as one actor sees it. What the actor may not see is not found. Every reading and writing of
 * plaintext is in the audit trail before it is handed out.
 */
export interface VaultSession {
  /** A new draft with a data key of its own; the same key for the same owner gives the same application. */
  openApplication(owner: string, idempotencyKey: string): Promise<ApplicationRef>;

  /**
   * Stores a record. The first write wins: a second call returns the first one's reference and changes nothing.
   * @throws VaultError `VAULT_RECORD_INVALID`, `VAULT_NOT_FOUND` (the application), `VAULT_NOT_DRAFT` (a customer's
   *   write after submission)
   */
  put<Type extends RecordType>(type: Type, record: NewRecord<Type>): Promise<RecordRef<Type>>;

  /**
   * Reads a record. With `application`, another application's is not found: for a reference that came from outside.
   * @throws VaultError `VAULT_NOT_FOUND`; `VAULT_RECORD_MISPLACED`, `VAULT_ALTERED`, `VAULT_TRUNCATED`,
   *   `VAULT_TRAILING_DATA`, `VAULT_WRONG_KEY`, `VAULT_RECORD_INVALID` for what is not as it was stored
   */
  get<Type extends RecordType>(
    type: Type,
    ref: Reference,
    application?: ApplicationRef,
  ): Promise<RecordValue<Type>>;

  /** The records of a type, the latest first. Throws as `get` does. */
  list<Type extends RecordType>(
    type: Type,
    application: ApplicationRef,
  ): Promise<{ ref: RecordRef<Type>; value: RecordValue<Type> }[]>;

  /** The latest record of a type, or undefined. Throws as `get` does. */
  find<Type extends RecordType>(
    type: Type,
    application: ApplicationRef,
  ): Promise<{ ref: RecordRef<Type>; value: RecordValue<Type> } | undefined>;

  /**
   * Encrypts and stores a document as it arrives; memory stays constant. It exists once it is complete.
   * @throws VaultError `VAULT_DOCUMENT_TOO_LARGE`, `VAULT_DOCUMENT_INCOMPLETE` (`content` failed or `signal` was
   *   aborted), `VAULT_NOT_FOUND`, `VAULT_NOT_DRAFT`, `VAULT_STORAGE_UNAVAILABLE`
   */
  putDocument<Type extends DocumentType>(
    document: NewDocument<Type>,
  ): Promise<StoredDocument<DocumentRefOf<Type>>>;

  /**
   * Opens a document. Its name, type and length are verified; `content` emits verified frames only and keeps the
   * last one back until the whole ciphertext's length and hash agree, so a bad download never completes.
   * Destroy `content` if it is not read to its end.
   * @throws VaultError as `get`, with `VAULT_OBJECT_MISPLACED` and `VAULT_STORAGE_UNAVAILABLE`; `content` may
   *   fail with the same codes
   */
  getDocument(ref: DocumentRef | LetterRef): Promise<DocumentDescription & { content: Readable }>;

  /** The application's documents, oldest first. Reads their names, and so counts as reading. */
  listDocuments(application: ApplicationRef): Promise<DocumentDescription[]>;

  /**
   * Removes a document from a draft. One that is not there is removed already.
   * @throws VaultError `VAULT_NOT_DRAFT`
   */
  removeDocument(ref: DocumentRef): Promise<void>;

  /**
   * What to call an application towards an outside party: the same for each `purpose` every time, and of no use to
   * anyone who knows the reference. 32 hexadecimal digits.
   * @throws VaultError `VAULT_NOT_FOUND`, `VAULT_WRONG_KEY`, `VAULT_STORAGE_UNAVAILABLE`
   */
  pseudonym(
    application: ApplicationRef,
    purpose: 'news' | 'reminder' | 'identity-check',
  ): Promise<string>;
}
