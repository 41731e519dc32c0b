/** What a security review looks at first, as Docker reports it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Stack } from './stack.ts';

interface Container {
  Config: { Labels: Record<string, string>; User: string; Healthcheck?: object };
  HostConfig: {
    ReadonlyRootfs: boolean;
    Privileged: boolean;
    CapAdd: string[] | null;
    CapDrop: string[] | null;
    SecurityOpt: string[];
    Memory: number;
    PidsLimit: number;
    PortBindings: Record<string, { HostIp: string }[]>;
    RestartPolicy: { Name: string };
  };
}

export function describeHardening(stack: Stack): void {
  describe('hardening', () => {
    test('every container runs without root, capabilities and a writable file system, within limits', async () => {
      for (const [service, { Config, HostConfig }] of await containers(stack)) {
        const uid = Number(Config.User.split(':')[0]);
        assert.ok(uid > 0, `${service} runs as user ${Config.User}`);
        assert.ok(HostConfig.ReadonlyRootfs && !HostConfig.Privileged, service);
        assert.deepEqual(HostConfig.CapDrop, ['ALL'], service);
        assert.deepEqual(HostConfig.CapAdd ?? [], [], service);
        assert.deepEqual(HostConfig.SecurityOpt, ['no-new-privileges:true'], service);
        assert.ok(HostConfig.Memory > 0 && HostConfig.PidsLimit > 0, service);
      }
    });

    test('every long-running container has a health check and restarts; its ports are on loopback', async () => {
      for (const [service, { Config, HostConfig }] of await containers(stack)) {
        const staysUp = HostConfig.RestartPolicy.Name === 'unless-stopped';
        assert.equal(Boolean(Config.Healthcheck), staysUp, service);
        for (const { HostIp } of Object.values(HostConfig.PortBindings ?? {}).flat())
          assert.equal(HostIp, '127.0.0.1', service);
      }
    });

    test('no secret is visible in containers, images, logs or the compose configuration', async () => {
      const ids = (await stack.compose('ps', '--all', '--quiet')).trim().split('\n');
      const shown = [
        await stack.docker('inspect', ...ids),
        await stack.docker('image', 'inspect', stack.project),
        await stack.docker('image', 'history', '--no-trunc', stack.project),
        await stack.compose('config'),
        await stack.compose('logs', '--no-color'),
      ].join('\n');
      for (const [path, secret] of Object.entries((await stack.secrets()).all)) {
        if (path.endsWith('.crt')) continue;
        for (const line of secret
          .split('\n')
          .filter((text) => text.length > 12 && !text.startsWith('-----')))
          assert.ok(!shown.includes(line), `${path} can be seen`);
      }
    });
  });
}

async function containers(stack: Stack): Promise<[string, Container][]> {
  const ids = (await stack.compose('ps', '--all', '--quiet')).trim().split('\n');
  const all = JSON.parse(await stack.docker('inspect', ...ids)) as Container[];
  const named = all.map((container) => [
    container.Config.Labels['com.docker.compose.service'] ?? '',
    container,
  ]);
  // The gateway belongs to the tests.
  return (named as [string, Container][]).filter(([service]) => service !== 'gateway');
}
