/**
 * The outside parties that the steps of the process deal with: credit bureau, mail server,
 * reviewers.
 */
import { z } from 'zod';
import type { Config, SettingTable } from '#infra/config/config.ts';
import { portalUrlSettings } from '#infra/config/app-groups.ts';
import { apiKey, privateUrl } from '#infra/config/schemas.ts';

export const outsideSettings = {
  // Social security numbers are sent there.
  HARBOR_BUREAU_URL: privateUrl,
  HARBOR_BUREAU_API_KEY: apiKey,
  HARBOR_SMTP_URL: z.url({ protocol: /^smtps?$/ }),
  HARBOR_MAIL_FROM: z.email(),
  HARBOR_REVIEWERS_MAIL: z.email(),
  // For the links in mails.
  ...portalUrlSettings,
} satisfies SettingTable;

export function outsideOptions(config: Config<typeof outsideSettings>) {
  return {
    bureau: { url: config.HARBOR_BUREAU_URL, apiKey: config.HARBOR_BUREAU_API_KEY },
    mail: { smtpUrl: config.HARBOR_SMTP_URL, from: config.HARBOR_MAIL_FROM },
    reviewersMail: config.HARBOR_REVIEWERS_MAIL,
    portalUrl: config.HARBOR_PORTAL_URL.replace(/\/+$/, ''),
  };
}
