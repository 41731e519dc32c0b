/** The names in `keySettings`, for the catalogue: those of another provider are refused. */
export const keySettingNames = [
  'HARBOR_KEY_PROVIDER',
  'HARBOR_KEY_FILE',
  'HARBOR_PREVIOUS_KEY_FILES',
] as const;
