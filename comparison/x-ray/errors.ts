import { PortalError } from '#apps/portal/http/errors.ts';

/**
 * What the X-ray refuses or fails at, in the words of the operator who reads it. The texts are
 * constant.
 */
const problems = {
  XRAY_NOT_CONFIGURED: [
    503,
    'The X-ray is not configured',
    'The portal has no address of the approaches process. The X-ray page says how to start it.',
  ],
  XRAY_UNAVAILABLE: [
    503,
    'The approaches process does not answer',
    'Check that it is running, and read its log. Then try again.',
  ],
  XRAY_BUSY: [429, 'Too many runs at once', 'Wait until another run has ended, then try again.'],
  XRAY_MISUNDERSTOOD: [
    502,
    'The approaches process gave an unexpected answer',
    'Check that it is the same version as the portal and has the same key.',
  ],
} as const satisfies Record<string, readonly [status: number, title: string, detail: string]>;

export type XrayProblemCode = keyof typeof problems;

/** @param cause named in the log, and shown to no one */
export function toXrayError(code: XrayProblemCode, cause?: unknown): PortalError {
  const [status, title, detail] = problems[code];
  return new PortalError({ code, status, title, detail }, undefined, { cause });
}
