/**
 * Settings that several of this repository's apps take. A copy of `infra/` does without this file.
 */
import { z } from 'zod';
import type { SettingTable } from './config.ts';

/** Where customers and reviewers find the portal. */
export const portalUrlSettings = { HARBOR_PORTAL_URL: z.url() } satisfies SettingTable;

/** Where the anchors of the audit trail are. */
export const trailSettings = { HARBOR_TRAIL_BUCKET: z.string().min(3) } satisfies SettingTable;

/** DEMO ONLY: one password for all users of the containers. */
export const demoSettings = { HARBOR_DEMO_PASSWORD: z.string().min(15) } satisfies SettingTable;
