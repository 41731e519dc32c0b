import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { KeyError } from './key-provider.ts';
import type { KeyProvider } from './key-provider.ts';

export interface AwsKmsOptions {
  region: string;
  /**
   * The key's ARN. An alias could be moved to another key, and would then unwrap nothing it had
   * wrapped.
   */
  keyArn: string;
  /** For a private endpoint or a test. Default: Amazon's for the region. */
  endpoint?: string;
}

/**
 * A key provider on AWS KMS. The encryption context is bound to the wrapped key and appears in
 * CloudTrail, so it must hold references only. The AWS SDK finds the credentials: the role of the
 * machine or container.
 */
export function createAwsKmsKeyProvider({ region, keyArn, endpoint }: AwsKmsOptions): KeyProvider {
  const kms = new KMSClient({
    region,
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 5_000 },
    ...(endpoint && { endpoint }),
  });
  const keyId = `aws-kms:${keyArn}`;

  return {
    keyId,
    async generateDataKey(context) {
      const request = { KeyId: keyArn, KeySpec: 'AES_256', EncryptionContext: context } as const;
      const answer = await kms.send(new GenerateDataKeyCommand(request)).catch(refuse);
      return {
        keyId,
        plaintext: present(answer.Plaintext),
        wrapped: present(answer.CiphertextBlob),
      };
    },
    async unwrapDataKey({ wrapped, keyId: wrappedBy }, context) {
      if (wrappedBy !== keyId) throw new KeyError('KEY_REFUSED');
      // Without KeyId, KMS would use whichever key the ciphertext names.
      const request = { KeyId: keyArn, CiphertextBlob: wrapped, EncryptionContext: context };
      return present((await kms.send(new DecryptCommand(request)).catch(refuse)).Plaintext);
    },
  };
}

function present(bytes: Uint8Array | undefined): Uint8Array {
  if (!bytes) throw new KeyError('KEY_SERVICE_UNAVAILABLE');
  return bytes;
}

/** Throws a constant error in place of KMS's, whose message names the key and the caller. */
function refuse(error: unknown): never {
  const { name } = error as { name?: string };
  if (name === 'InvalidCiphertextException' || name === 'IncorrectKeyException')
    throw new KeyError('KEY_REFUSED');
  if (name === 'AccessDeniedException') throw new KeyError('KEY_NOT_PERMITTED');
  throw new KeyError('KEY_SERVICE_UNAVAILABLE');
}
