/**
 * What the vault offers to one actor. Implemented by subjects.ts, records.ts, uploads.ts,
 * documents.ts and pseudonyms.ts.
 */
import type { Readable } from 'node:stream';
import type { Reference } from '#contract/index.ts';
import type { IdempotencyKey } from './idempotency-keys.ts';
import type {
  DocumentRef,
  DocumentType,
  RecordRef,
  RecordType,
  RecordValue,
  RecordValues,
  StoredTypes,
  SubjectRef,
} from './stored-types.ts';

export interface NewRecord<Types extends StoredTypes, Type extends RecordType<Types>> {
  subject: SubjectRef<Types>;
  value: RecordValue<Types, Type>;
  /**
   * Two calls with the same key store one record; without a key there is one record of the type.
   */
  idempotencyKey?: IdempotencyKey | Reference;
}

export interface NewDocument<Types extends StoredTypes, Type extends DocumentType<Types>> {
  subject: SubjectRef<Types>;
  type: Type;
  fileName: string;
  mediaType: string;
  /** The most documents of this and other types that the subject may have with it. */
  maxDocuments?: number;
  /** Read to its end, or destroyed. */
  content: Readable;
  /** The largest plaintext that is accepted. */
  maxBytes: number;
  /**
   * Two calls with the same key store one document; without a key every call stores a new one. Its
   * type is the key of what there is one of.
   */
  idempotencyKey?: IdempotencyKey | Type;
  /** Aborting it stops the upload and leaves nothing behind. */
  signal?: AbortSignal;
}

export interface StoredDocument<Ref = Reference> {
  ref: Ref;
  /** Length of the plaintext. */
  bytes: number;
}

/** What an inspection of a document found. */
export type Verdict = 'clean' | 'infected';

export interface DocumentDescription<Types extends StoredTypes> {
  ref: DocumentRef<Types>;
  subject: SubjectRef<Types>;
  type: DocumentType<Types>;
  fileName: string;
  mediaType: string;
  /** Length of the plaintext. */
  bytes: number;
  /** Null until the document is inspected. */
  verdict: Verdict | null;
  storedAt: Date;
}

/**
 * The vault as one actor sees it. What the actor may not see is not found. Every read and write of
 * plaintext is in the audit trail before the plaintext is handed out. Where the product grants by
 * purpose, each reading throws `VAULT_NOT_GRANTED` for what the actor's purpose does not open;
 * `Opens` says the same at compile time.
 */
export interface VaultSession<
  Types extends StoredTypes,
  Opens extends RecordType<Types> = RecordType<Types>,
> {
  /**
   * Opens a subject with a data key of its own. Idempotent: the same owner and key give the same
   * subject. It stays open, which means that its owner may change it, until `closeSubject`.
   * @throws VaultError `VAULT_TOO_MANY_OPEN`, `VAULT_STORAGE_UNAVAILABLE`
   */
  openSubject(owner: string, idempotencyKey: IdempotencyKey): Promise<SubjectRef<Types>>;

  /**
   * Stores a record. The first write wins: a second call returns its reference and changes nothing.
   * @throws VaultError `VAULT_RECORD_INVALID`; `VAULT_NOT_FOUND` for the subject;
   *   `VAULT_SUBJECT_CLOSED` for a type that owners write; `VAULT_CONFLICT` if the product's SQL
   *   does not permit the write
   */
  put<Type extends RecordType<Types>>(
    type: Type,
    record: NewRecord<Types, Type>,
  ): Promise<RecordRef<Types, Type>>;

  /**
   * Stores several records of the subject's own kind, all of them or none. For each, as `put`.
   */
  putParts(subject: SubjectRef<Types>, parts: Partial<RecordValues<Types>>): Promise<void>;

  /**
   * Reads a record. With `subject`, a record of another subject is not found: for references that
   * came from outside.
   * @throws VaultError `VAULT_NOT_FOUND`; `VAULT_RECORD_MISPLACED`, `VAULT_ALTERED`,
   *   `VAULT_TRUNCATED`, `VAULT_TRAILING_DATA`, `VAULT_WRONG_KEY`, `VAULT_RECORD_INVALID` for what
   *   is not as it was stored; `VAULT_KEY_NOT_HELD`
   */
  get<Type extends Opens>(
    type: Type,
    ref: Reference,
    subject?: SubjectRef<Types>,
  ): Promise<RecordValue<Types, Type>>;

  /**
   * Reads several records of the subject's own kind by one query. Throws as `get` does; not found
   * if one of them is missing.
   */
  getParts<Type extends Opens>(
    subject: SubjectRef<Types>,
    ...types: Type[]
  ): Promise<Pick<RecordValues<Types>, Type>>;

  /** The same, or undefined if one of them is missing. */
  findParts<Type extends Opens>(
    subject: SubjectRef<Types>,
    ...types: Type[]
  ): Promise<Pick<RecordValues<Types>, Type> | undefined>;

  /** The records of a type, the latest first. Throws as `get` does. */
  list<Type extends Opens>(
    type: Type,
    subject: SubjectRef<Types>,
  ): Promise<{ ref: RecordRef<Types, Type>; value: RecordValue<Types, Type> }[]>;

  /** The latest record of a type, or undefined. Throws as `get` does. */
  find<Type extends Opens>(
    type: Type,
    subject: SubjectRef<Types>,
  ): Promise<{ ref: RecordRef<Types, Type>; value: RecordValue<Types, Type> } | undefined>;

  /**
   * Encrypts and stores a document as it arrives, in constant memory. It exists once it is
   * complete.
   * @throws VaultError `VAULT_TOO_MANY_DOCUMENTS`, `VAULT_DOCUMENT_TOO_LARGE`,
   *   `VAULT_DOCUMENT_INCOMPLETE` (`content` failed or `signal` was aborted), `VAULT_NOT_FOUND`,
   *   `VAULT_SUBJECT_CLOSED`, `VAULT_STORAGE_UNAVAILABLE`
   */
  putDocument<Type extends DocumentType<Types>>(
    document: NewDocument<Types, Type>,
  ): Promise<StoredDocument<DocumentRef<Types, Type>>>;

  /**
   * Opens a document. Its name, type and length are verified; `content` emits verified frames only
   * and holds the last one back until the length and hash of the whole ciphertext agree, so a bad
   * download never completes. Destroy `content` if it is not read to its end.
   *
   * A document of a type that is inspected opens for its owner and its inspector only, until it is
   * found clean. One that is found infected never opens again.
   * @throws VaultError as `get`, with `VAULT_DOCUMENT_UNINSPECTED`, `VAULT_DOCUMENT_INFECTED`,
   *   `VAULT_OBJECT_MISPLACED`, `VAULT_OBJECT_MISSING` and `VAULT_STORAGE_UNAVAILABLE`; `content`
   *   may fail with the same codes
   */
  getDocument(ref: DocumentRef<Types>): Promise<DocumentDescription<Types> & { content: Readable }>;

  /**
   * The subject's documents, oldest first. Their names are decrypted, so the audit trail has an
   * entry.
   */
  listDocuments(subject: SubjectRef<Types>): Promise<DocumentDescription<Types>[]>;

  /**
   * Records what an inspection of a document found. The first verdict counts: a second call changes
   * nothing.
   * @throws VaultError `VAULT_CONFLICT` if the product's SQL does not permit it
   */
  recordVerdict(ref: DocumentRef<Types>, verdict: Verdict): Promise<void>;

  /**
   * Removes a document of an open subject, or of one that awaits documents. Idempotent: removing
   * what is not there has no effect.
   * @throws VaultError `VAULT_SUBJECT_CLOSED`, also for a document that was found clean
   */
  removeDocument(ref: DocumentRef<Types>): Promise<void>;

  /**
   * A name for the subject towards an outside party: the same every time for one `purpose`, and
   * useless to a party that knows the reference. 32 hexadecimal digits.
   * @throws VaultError `VAULT_NOT_FOUND`, `VAULT_WRONG_KEY`, `VAULT_STORAGE_UNAVAILABLE`
   */
  pseudonym(subject: SubjectRef<Types>, purpose: string): Promise<string>;
}

/** The same for any table: what the vault's own parts implement. */
export type AnySession = VaultSession<StoredTypes>;
