/** The names in `keySettings`, for the catalogue: those of another provider are refused. */
export const keySettingNames = [
  'HARBOR_KEY_PROVIDER',
  'HARBOR_KEY_FILE',
  'HARBOR_PREVIOUS_KEY_FILES',
  'HARBOR_AWS_KMS_REGION',
  'HARBOR_AWS_KMS_KEY_ARN',
] as const;
