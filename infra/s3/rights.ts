/** The vault's documents. */
export const documentsBucket = 'harbor-documents';
/** The anchors of the audit trail, under object lock. */
export const trailBucket = 'harbor-trail';
/**
 * Payloads of the External Storage approach. Its clients have no access to the vault's bucket, nor
 * the vault's to this.
 */
export const payloadsBucket = 'harbor-payloads';

/**
 * The rights of each process in the object store, in SeaweedFS's words, for the launcher and for
 * the containers. None can list documents, and none can write what another one writes.
 */
export const s3Rights = {
  portal: [`Read:${documentsBucket}`, `Write:${documentsBucket}/uploads/*`],
  worker: [
    `Read:${documentsBucket}`,
    `Write:${documentsBucket}/letters/*`,
    `Read:${trailBucket}`,
    `List:${trailBucket}`,
    `Write:${trailBucket}/anchors/*`,
  ],
  approaches: [`Read:${payloadsBucket}`, `Write:${payloadsBucket}`],
  'codec-server': [`Read:${payloadsBucket}`],
} satisfies Record<string, string[]>;
