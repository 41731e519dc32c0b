import { z } from 'zod';
import { outsideSettings } from '#activities/outside/settings.ts';
import type { Config, SettingTable } from '#infra/config/config.ts';
import { bucketSettings, s3Settings, httpSettings } from '#infra/config/groups.ts';
import { keySettings } from '#infra/config/key-settings.ts';
import { apiKey, file, host, port } from '#infra/config/schemas.ts';

/** Every setting of the approaches process, which uses the portal as two people. */
export const approachesSettings = {
  ...keySettings,
  ...s3Settings,
  ...bucketSettings,
  ...httpSettings,
  ...outsideSettings,
  HARBOR_APPROACHES_HOST: host,
  HARBOR_APPROACHES_PORT: port.default(3003),
  HARBOR_APPROACHES_API_KEY: apiKey,
  HARBOR_APPROACHES_BUNDLES: file.optional(),
  // The Temporal profile to read the product's histories with, where the product has a namespace of
  // its own.
  HARBOR_APPROACHES_PRODUCT_PROFILE: z.string().min(1).optional(),
  HARBOR_APPROACHES_CUSTOMER_EMAIL: z.email(),
  HARBOR_APPROACHES_CUSTOMER_PASSWORD: z.string().min(1),
  HARBOR_APPROACHES_REVIEWER_EMAIL: z.email(),
  HARBOR_APPROACHES_REVIEWER_PASSWORD: z.string().min(1),
} satisfies SettingTable;

export function signIns(config: Config<typeof approachesSettings>) {
  return {
    customer: {
      email: config.HARBOR_APPROACHES_CUSTOMER_EMAIL,
      password: config.HARBOR_APPROACHES_CUSTOMER_PASSWORD,
    },
    reviewer: {
      email: config.HARBOR_APPROACHES_REVIEWER_EMAIL,
      password: config.HARBOR_APPROACHES_REVIEWER_PASSWORD,
    },
  };
}
