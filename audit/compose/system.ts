/**
 * The containers as the scenarios see a system: its users, and the operators of Temporal and S3.
 */
import { Client } from '@temporalio/client';
import { demoSignIns } from '#infra/demo/users.ts';
import type { Endpoints } from '#infra/local/endpoints.ts';
import { signInUsers } from '#test/testing/system.ts';
import { createPlanting } from '../scenarios/planting.ts';
import type { Scene } from '../scenarios/scenario.ts';
import type { Stack } from './stack.ts';
import { connectAs } from './temporal.ts';

export interface ComposeSystem extends Scene {
  endpoints: Pick<Endpoints, 'portal' | 's3' | 'mail' | 'signIns'>;
  close(): Promise<void>;
}

export async function enterSystem(stack: Stack): Promise<ComposeSystem> {
  const secrets = await stack.secrets();
  const endpoints = {
    portal: { url: stack.portal },
    mail: { url: stack.mail, apiUrl: `${stack.mail}/api`, smtpUrl: '' },
    s3: {
      endpoint: `https://${await stack.gateway(8333)}`,
      region: 'us-east-1',
      bucket: 'harbor-documents',
      accessKeyId: secrets.of('bucket/s3-access-key-id'),
      secretAccessKey: secrets.of('bucket/s3-secret-access-key'),
    },
    signIns: demoSignIns(secrets.of('migrate/demo-password')),
  };
  const connection = await connectAs(stack, 'temporal-namespace');
  const bureau = `https://${await stack.gateway(3001)}`;

  return {
    endpoints,
    planting: createPlanting(),
    ...(await signInUsers(endpoints)),
    operator: new Client({ connection, namespace: 'default' }),
    async tellBureau(mode) {
      await fetch(`${bureau}/v1/behaviour`, { method: 'PUT', body: JSON.stringify({ mode }) });
    },
    crash: (name) => stack.crash(name),
    async close() {
      await connection.close();
    },
  };
}
