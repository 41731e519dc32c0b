/**
 * The containers as the scenarios see a system: its users, and the operators of Temporal and S3.
 */
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { connect } from 'node:tls';
import type { SecureContextOptions } from 'node:tls';
import { Client, Connection } from '@temporalio/client';
import { demoSignIns } from '#infra/demo/users.ts';
import type { Endpoints } from '#infra/local/endpoints.ts';
import { signInUsers } from '#test/testing/system.ts';
import { createPlanting } from '../scenarios/planting.ts';
import type { Scene } from '../scenarios/scenario.ts';
import type { Stack } from './stack.ts';

export interface ComposeSystem extends Scene {
  endpoints: Pick<Endpoints, 'portal' | 's3' | 'temporal' | 'mail' | 'signIns'>;
  close(): Promise<void>;
}

export async function enterSystem(stack: Stack): Promise<ComposeSystem> {
  const secrets = await stack.secrets();
  const tunnel = await openTunnel(await stack.gateway(7233), {
    ca: secrets.of('authority/ca.crt'),
    cert: secrets.of('temporal-namespace/client.crt'),
    key: secrets.of('temporal-namespace/client.key'),
  });
  const endpoints = {
    portal: { url: stack.portal },
    mail: { url: stack.mail, apiUrl: `${stack.mail}/api`, smtpUrl: '' },
    temporal: {
      address: tunnel.address,
      namespace: 'default',
      uiUrl: stack.temporalUi,
      databaseFile: '',
      cli: '',
    },
    s3: {
      endpoint: `https://${await stack.gateway(8333)}`,
      region: 'us-east-1',
      bucket: 'harbor-documents',
      accessKeyId: secrets.of('bucket/s3-access-key-id'),
      secretAccessKey: secrets.of('bucket/s3-secret-access-key'),
    },
    signIns: demoSignIns(secrets.of('migrate/demo-password')),
  };
  const connection = await Connection.connect({ address: tunnel.address });
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
      tunnel.server.close();
    },
  };
}

/**
 * A local address through which a client without TLS reaches a service that requires TLS and a
 * client certificate.
 */
async function openTunnel(
  service: string,
  identity: SecureContextOptions,
): Promise<{ address: string; server: Server }> {
  const [host = '', port = ''] = service.split(':');
  const server = createServer((client) => {
    const options = {
      host,
      port: Number(port),
      servername: host,
      ALPNProtocols: ['h2'],
      ...identity,
    };
    const secured = connect(options);
    client.pipe(secured).pipe(client);
    client.on('error', () => secured.destroy()).on('close', () => secured.destroy());
    secured.on('error', () => client.destroy()).on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
