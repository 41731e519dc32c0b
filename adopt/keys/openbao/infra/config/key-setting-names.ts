/** The names in `keySettings`, for the catalogue: those of another provider are refused. */
export const keySettingNames = [
  'HARBOR_KEY_PROVIDER',
  'HARBOR_KEY_FILE',
  'HARBOR_PREVIOUS_KEY_FILES',
  'HARBOR_OPENBAO_URL',
  'HARBOR_OPENBAO_CA',
  'HARBOR_OPENBAO_CLIENT_CERT',
  'HARBOR_OPENBAO_CLIENT_KEY',
  'HARBOR_OPENBAO_ROLE',
  'HARBOR_OPENBAO_KEY',
] as const;
